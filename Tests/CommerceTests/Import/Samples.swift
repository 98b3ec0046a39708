import Foundation
import Testing

/// The shop systems' own sample files, which are data and not part of the product.
///
/// Found in `ENTREPOT_SAMPLES`, or in `shared/samples` beside the repository. Where `CI` is `true` they must be there.
enum Samples {
    static var folder: URL? {
        var places: [URL] = []
        if let named = ProcessInfo.processInfo.environment["ENTREPOT_SAMPLES"] {
            places.append(URL(fileURLWithPath: named))
        }
        for start in [#filePath, FileManager.default.currentDirectoryPath + "/x"] {
            var up = URL(fileURLWithPath: start).resolvingSymlinksInPath().deletingLastPathComponent()
            for _ in 0..<6 {
                places.append(up.appendingPathComponent("shared/samples"))
                up = up.deletingLastPathComponent()
            }
        }
        return places.first { FileManager.default.fileExists(atPath: $0.appendingPathComponent("README.md").path) }
    }

    static var areRequired: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }

    /// Tests that need the files run where they are, and where they are required.
    static var areExpected: Bool { Self.folder != nil || Self.areRequired }

    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = try #require(Self.folder, "set ENTREPOT_SAMPLES to the folder of sample catalogues")
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }
}
