"""The portal's own compact reference tables: how they are made and read.

Plain Python without models. ``build`` derives the tables in ``regio/reference/``
from the raw public files; ``tables`` reads and writes them; ``broad_regions``
applies the one table that people edit by hand. Loading them into the database
is the service ``regio.services.reference``. Publishers, licences and defects of
the raw files stand in ``docs/data-sources.md``.
"""
