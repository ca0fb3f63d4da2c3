/// What an earlier attempt left in a node's folder.
enum EarlierAttempt {
    /// Moves it to `attempt-N/`, so that the folder is empty for the attempt that begins and nothing collected is lost.
    ///
    /// N is the number that the earlier manifest or transcript has, else the one before `current`. A crash half-way does
    /// no harm: the next attempt moves the rest to the same place.
    static func setAside(in node: borrowing OpenFolder, current: Int) throws(FolderError) {
        let number = earlierNumber(in: node.path) ?? max(1, current - 1)
        var place = "attempt-\(number)"
        var tries = 1
        // The transcript goes last: it tells the number as long as anything is left.
        for entry in [Manifest.fileName, "artifacts", Manifest.Transcript.fileName] {
            while try !move(entry, of: node, to: place) {
                tries += 1
                place = "attempt-\(number)-\(tries)"
            }
        }
        try node.sync()
    }

    /// False where the place is taken by an entry of that name.
    private static func move(
        _ entry: String,
        of node: borrowing OpenFolder,
        to place: String
    ) throws(FolderError) -> Bool {
        guard node.holds(entry) else { return true }
        try node.makeFolder(place)
        let target = try node.folder(place)
        guard !target.holds(entry) else { return false }
        try node.rename(entry, to: entry, in: target)
        try target.sync()
        return true
    }

    private static func earlierNumber(in folder: String) -> Int? {
        // What cannot be read has no number, and is moved all the same.
        if let manifest = try? ManifestDecoder.read(folder: folder) { return manifest.attempt }
        let reader = TranscriptReader(path: "\(folder)/\(Manifest.Transcript.fileName)")
        return (try? reader.read(from: 0))?.header?.attempt
    }
}
