import Commerce
import Connectors
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

@Suite("A simulated day", .serialized)
struct PlayTests {
    @Test("a short scene holds every law, and the hub restarted at any of its boundaries does too")
    func brief() {
        let player = ScenePlayer(channels: [WooCommerce.channel])
        var scene = Scene.make(seed: 1, size: .brief, channels: ["woocommerce"])
        let whole = player.play(scene)
        #expect(whole.breach == nil, "\(whole.breach?.text ?? "")")
        #expect(whole.orders > 0)
        // A few of them here; all of them in bin/torture.
        for boundary in stride(from: 3, to: whole.boundaries, by: max(1, whole.boundaries / 6)) {
            scene.crashAtBoundary = boundary
            let result = player.play(scene)
            #expect(result.breach == nil, "boundary \(boundary): \(result.breach?.text ?? "")")
            #expect(result.crashes == 1)
        }
    }

    @Test("a planted mistake is found, and its history made short")
    func planted() throws {
        let player = ScenePlayer(channels: [WooCommerce.channel], plant: .writeNotCounted)
        let found = (1...5 as ClosedRange<UInt64>).lazy.map { seed in
            let scene = Scene.make(seed: seed, size: .brief, policy: .all(.guaranteed), channels: ["woocommerce"])
            return (scene: scene, result: player.play(scene))
        }.first { $0.result.breach != nil }
        let failed = try #require(found)
        var shrinker = Shrinker(player)
        shrinker.tries = 20
        let short = shrinker.shorten(failed.scene, failed.result)
        #expect(short.result.breach?.law == failed.result.breach?.law)
        #expect(short.scene.events.count < failed.scene.events.count)
    }
}
