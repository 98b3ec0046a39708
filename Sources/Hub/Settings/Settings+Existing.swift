import Commerce
import Foundation

/// There is nothing yet that a command could look at, and it is not the one that makes it.
struct NothingThere: Error, Sendable, Hashable, Explained {
    /// Where the database would be.
    let path: String

    var code: String { "installation.missing" }
    var sentence: String { "There is no installation here: \(self.path) does not exist." }
    var wayOut: String {
        "Name another with --home or --database, or begin one: entrepot serve, or entrepot workspace create NAME"
    }
}

extension Settings {
    /// - Throws: `NothingThere` where the database is a file that is not there. PostgreSQL says so itself.
    func checkExists() throws(NothingThere) {
        guard case .sqlite(let path) = self.database, path != ":memory:", !FileManager.default.fileExists(atPath: path)
        else { return }
        throw NothingThere(path: path)
    }
}
