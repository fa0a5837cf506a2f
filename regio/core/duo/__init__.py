"""DUO's address files: recognising them, reading them, comparing them with what is known.

Plain Python without models, in four steps that a command and a web upload share:

``content``       bytes → text, or a Dutch sentence about what is wrong with the file
``layouts``       header → which of DUO's files this is
``rows``          lines → typed rows and refused lines
``comparison``    rows and what is known → what would be created, changed, closed

Writing it down is the service ``regio.services.duo_import``.
"""
