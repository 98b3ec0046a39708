import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Testing
import Workbench

@Suite("A listing that may be changed a few times a day")
struct RevisionTests {
    private static let manifest: Manifest = {
        var manifest = ScriptedConnector.manifest
        manifest.budgets = [
            Budget(
                name: "revisions", scope: .listing, kind: .rollingWindow(limit: 4, length: .seconds(86_400)),
                reserve: 2,
                kinds: [.write])
        ]
        return manifest
    }()

    private static func set(_ units: Int, _ hall: ScriptedHub) async throws {
        _ = try await SetStock(sku: "A", onHand: units).run(hall.desk)
        try await hall.pass(20)
    }

    private static func written(_ hall: ScriptedHub) -> [Int] {
        hall.shop.written.withLock { $0.compactMap(\.quantity) }
    }

    @Test(
        "rising numbers leave a part of the day's changes to falling ones, and a zero goes out whatever is left",
        arguments: Engine.available)
    func zero(engine: Engine) async throws {
        let hall = try await ScriptedHub(engine, stock: 20, policy: .shared, manifest: Self.manifest)
        let shop = hall.shop
        shop.change {
            $0.write = { changes throws(ConnectorError) in shop.script.withLock { $0.apply(changes) } }
        }
        try await hall.goLive()
        try await hall.pass(20)
        #expect(Self.written(hall) == [20])
        for units in [25, 30] { try await Self.set(units, hall) }
        // The second rise would have taken what is kept.
        #expect(Self.written(hall) == [20, 25])
        for units in [12, 8, 6] { try await Self.set(units, hall) }
        // The day's last two; nothing is left for the third.
        #expect(Self.written(hall) == [20, 25, 12, 8])
        try await Self.set(0, hall)
        #expect(Self.written(hall) == [20, 25, 12, 8, 0])
        hall.clock.advance(by: 86_400)
        try await Self.set(3, hall)
        #expect(Self.written(hall).last == 3)
    }
}
