import Commerce
import Foundation
import Testing

@testable import Simulator

@Suite("Planted mistakes")
struct PlantTests {
    /// Each case of `Plant`, and the places in the sources that ask for it.
    private static func sites() throws -> [String: Int] {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
        var found: [String: Int] = [:]
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift", let text = try? String(contentsOf: file, encoding: .utf8) else {
                continue
            }
            for match in text.matches(of: /Plant\.isPlanted\(\.([A-Za-z]+)\)/) {
                found[String(match.1), default: 0] += 1
            }
            if text.contains("$planted.withValue") {
                #expect(file.path().contains("/Sources/Simulator/"), "\(file.path()) plants a mistake")
            }
        }
        return found
    }

    @Test("there are at least twenty, each has its place in the sources, and only the simulator plants one")
    func places() throws {
        #expect(Plant.allCases.count >= 20)
        let sites = try Self.sites()
        #expect(Set(sites.keys) == Set(Plant.allCases.map { "\($0)" }))
    }

    @Test("nothing is planted where nobody simulates")
    func off() {
        #expect(Plant.planted == nil)
        #expect(Plant.allCases.allSatisfy { !Plant.isPlanted($0) })
    }
}
