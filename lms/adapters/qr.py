"""QR codes as SVG that can stand in a page."""

import segno


def qr_svg(text: str, *, label: str = "QR code") -> str:
    """`text` as one inline <svg>, one unit a module, with the quiet zone of four that ISO/IEC 18004 asks for.

    Error correction level M; `label` becomes its <title>. Raises ValueError when `text` does not fit into a QR code.
    """
    code = segno.make(text, error="m", micro=False)
    return code.svg_inline(scale=1, border=4, dark="#00234b", light=None, title=label, omitsize=True, svgclass=None, lineclass=None)
