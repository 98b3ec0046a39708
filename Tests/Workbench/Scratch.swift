import Foundation

/// A folder of this process's own, deleted when it ends.
enum Scratch {
    static let folder: URL = {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "entrepot-tests-\(ProcessInfo.processInfo.processIdentifier)", directoryHint: .isDirectory)
        // Where the folder cannot be made, opening the first file in it says so.
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        atexit { try? FileManager.default.removeItem(at: Scratch.folder) }
        return folder
    }()
}
