"""Writers of mail: Internet messages, Outlook's message files and winmail.dat."""
