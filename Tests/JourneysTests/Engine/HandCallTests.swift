import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Testing
import Wire
import Workbench

@Suite("Calls that people make by hand")
struct HandCallTests {
    @Test(
        "take from the same limits as the engine, and say when there is room again",
        arguments: Engine.available)
    func charged(engine: Engine) async throws {
        var manifest = ScriptedConnector.manifest
        manifest.budgets = [
            Budget(name: "day", scope: .app, kind: .rollingWindow(limit: 12, length: .seconds(86_400)), reserve: 2)
        ]
        let wire = Counting()
        let hall = try await ScriptedHub(engine, stock: 30, policy: .shared, manifest: manifest, wire: wire)
        let record = try await hall.record()
        let connector = try #require(try await Connections.connector(hall.desk, record) as? ScriptedConnector)
        let call = HTTPCall("GET", try #require(URL(string: "https://shop.example/listing")))
        /// What one call by hand is told; `nil` when it left.
        func byHand() async -> String? {
            let before = wire.count
            do throws(TransportError) {
                _ = try await connector.wire.send(call)
                return nil
            } catch {
                guard wire.count == before, case .unreachable(let text) = error else { return nil }
                return text
            }
        }
        // One when it was connected and seven by hand, of twelve that the day has.
        for _ in 0..<7 { #expect(await byHand() == nil) }
        #expect(wire.count == 8)
        // The engine counts on from there, and leaves the reserve to what cannot wait.
        try await hall.visit()
        #expect((9...12).contains(wire.count))
        for _ in wire.count..<12 { #expect(await byHand() == nil) }
        let told = try #require(await byHand())
        #expect(told.contains("used up") && told.contains("minutes"))
        #expect(wire.count == 12)
        hall.clock.advance(by: 86_401)
        #expect(await byHand() == nil)
        #expect(wire.count == 13)
    }

    /// Counts what leaves.
    final class Counting: Transport {
        private let sent = Mutex(0)
        var count: Int { self.sent.withLock { $0 } }
        func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
            self.sent.withLock { $0 += 1 }
            throw .unreachable("no network here")
        }
    }
}
