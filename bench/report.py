"""What a measurement says, in one line each: what, figure, ratio, promise, met or not."""

from dataclasses import dataclass, field

WIDTH = 44


@dataclass
class Report:
    """Prints the lines as they come, and counts the promises."""

    kept: int = 0
    broken: list[str] = field(default_factory=list)
    part: str = ""

    def title(self, text: str) -> None:
        """A new part."""
        self.part = text
        print(f"\n{text}", flush=True)

    def told(self, what: str, figure: str, ratio: str = "") -> None:
        """A figure that nothing was promised about."""
        print(f"  {what:<{WIDTH}} {figure:<34} {ratio:<26}".rstrip(), flush=True)

    def promised(self, what: str, figure: str, ratio: str, promise: str, met: bool) -> None:
        """A figure with its promise."""
        self.kept += met
        if not met:
            self.broken.append(f"{self.part}: {what}")
        print(f"  {what:<{WIDTH}} {figure:<34} {ratio:<26} promise {promise:<12} {'met' if met else 'NOT MET'}", flush=True)

    def skipped(self, what: str, reason: str) -> None:
        """Something that cannot be measured here."""
        print(f"  {what:<{WIDTH}} not measured: {reason}", flush=True)

    def end(self) -> None:
        """The sum."""
        print(f"\n{self.kept} promises met, {len(self.broken)} not met", *self.broken, sep="\n  ", flush=True)
