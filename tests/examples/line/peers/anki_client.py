"""A client of Anki's sync server: each case a note, each scan a media file. It gets ready over a clear line, then waits for
the word and syncs until all has arrived, trying again after a second. It tells what happens as our station does.

anki_client.py ADDRESS RECORDS CASES SCANS"""

import json
import pathlib
import sys
import tempfile
import time

from anki.collection import Collection

ADDRESS, RECORDS, CASES, SCANS = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
PAUSE = 1


def tell(said):
    print(json.dumps({"at": time.time_ns() // 1000, "said": said}), flush=True)


def add(col):
    kind = col.models.by_name("Basic")
    for nth in range(CASES):
        note = col.new_note(kind)
        note["Front"] = f"{nth:04}"
        note["Back"] = (RECORDS / f"case-{nth:04}.json").read_text(encoding="utf-8")
        for at in range(SCANS):
            name = f"scan-{nth:04}-{at}.jpg"
            col.media.write_data(name, (RECORDS / name).read_bytes())
        col.add_note(note, 1)


def sync(col, auth):
    answer = col.sync_collection(auth, False)
    if answer.required not in (answer.NO_CHANGES, answer.NORMAL_SYNC):
        raise RuntimeError(f"it wants {answer.required}")
    if not SCANS:
        return
    col.sync_media(auth)
    while col.media_sync_status().active:
        time.sleep(0.05)


def main():
    col = Collection(tempfile.mkdtemp() + "/station.anki2")
    auth = col.sync_login("station", "secret", ADDRESS)
    col.sync_collection(auth, False)
    col.close_for_full_sync()
    # with the server's number it would begin to send scans behind our back, before anybody counts
    col.full_upload_or_download(auth=auth, server_usn=None, upload=True)
    col.reopen(after_full_sync=True)
    add(col)
    tell({"Ready": 0})
    if not sys.stdin.readline():
        return
    tell("Begun")
    while True:
        try:
            sync(col, auth)
            break
        except Exception as error:  # whatever went wrong, a person would press the button again
            tell({"Broke": str(error)})
            time.sleep(PAUSE)
    tell({"Proven": CASES})
    tell({"Done": 0.0})


main()
