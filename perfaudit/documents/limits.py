"""How much a document may hold: far more than a self-evaluation needs, and little enough for an ordinary computer."""

MEGABYTE = 1_000_000
MAX_FILES = 200  # in a unit's folder
MAX_FILE_BYTES = 200 * MEGABYTE
MAX_UNZIPPED_BYTES = 500 * MEGABYTE  # all parts of a .docx together, pictures included
MAX_ZIP_ENTRIES = 10_000
MAX_XML_BYTES = 40 * MEGABYTE  # one part of a .docx: as a tree it takes some twenty times its size in memory
MAX_CHARACTERS = 20_000_000
MAX_CELLS = 200_000
MAX_PASSAGES = 200_000
MAX_COLUMNS = 1_000
