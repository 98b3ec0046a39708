import ConnectorKit
import Foundation
import Operations
import Records
import Testing
import Workbench

@Suite("A key that is refused for a moment")
struct RefusalTests {
    @Test(
        "many refusals within one moment do not end a connection; they do once they last", arguments: Engine.available)
    func moment(engine: Engine) async throws {
        let hall = try await ScriptedHub(engine, stock: 60, timeout: 120)
        try await hall.goLive()
        let pace = SyncPace()
        hall.shop.change { $0.orders = { () throws(ConnectorError) in throw .unauthorized(code: "401") } }
        hall.clock.advance(by: 100)
        // One call may take two minutes here: what happens within them is one moment.
        for _ in 0..<6 {
            hall.clock.advance(by: 11)
            try await hall.visit(pace: pace)
        }
        #expect(try await hall.record().failures >= 5)
        #expect(try await hall.record().state == .live)
        hall.clock.advance(by: 120)
        try await hall.visit(pace: pace)
        #expect(try await hall.record().state == .unauthorized)
    }
}
