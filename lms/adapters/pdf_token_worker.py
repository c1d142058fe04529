"""The child process that prints certificates and has a token sign them; `lms.adapters.pdf` asks it."""

from functools import partial

from lms.adapters.child import serve
from lms.adapters.pades_token import token_signer
from lms.adapters.pdf_worker import handle

if __name__ == "__main__":
    serve(partial(handle, signer_of=token_signer))
