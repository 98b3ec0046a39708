import Connectors
import Synchronization
import Testing
import Workbench

@testable import Simulator

@Suite("One history on both databases")
struct EnginesTests {
    @Test(
        "the same trading leaves the same history on SQLite and on PostgreSQL",
        .enabled(if: Engine.available.contains(.postgres)), arguments: [1, 2, 3])
    func same(seed: UInt64) async throws {
        let owner = try #require(Engine.ownerURL)
        let scene = Scene.make(seed: seed, size: .brief, policy: .mixed, channels: ["woocommerce", "etsy"])
        let onSQLite = await Self.play(scene, .memory)
        let onPostgres = await Self.play(scene, .postgres(owner: owner))
        #expect(onSQLite.breach == nil)
        #expect(onPostgres.breach == nil)
        #expect(onPostgres.orders > 0)
        #expect(onPostgres.commits == onSQLite.commits)
        #expect(onPostgres.hash == onSQLite.hash)
    }

    /// On a thread of its own: it waits for the server while it keeps its thread.
    private static func play(_ scene: Scene, _ database: SceneDatabase) async -> SceneResult {
        let held = Mutex<SceneResult?>(nil)
        await onThread {
            let player = ScenePlayer(channels: [WooCommerce.channel, Etsy.channel], database: database)
            let result = player.play(scene)
            held.withLock { $0 = result }
        }
        return held.withLock { $0 } ?? SceneResult(failed: scene, "it was not played")
    }
}
