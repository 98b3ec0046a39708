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
        let hall = try await ScriptedHub(engine, stock: 60)
        try await hall.goLive()
        let pace = SyncPace()
        hall.shop.change { $0.orders = { () throws(ConnectorError) in throw .unauthorized(code: "401") } }
        hall.clock.advance(by: 100)
        for _ in 0..<9 {
            hall.clock.advance(by: 6)
            try await hall.visit(pace: pace)
            #expect(try await hall.record().state == .live)
        }
        hall.clock.advance(by: 60)
        try await hall.visit(pace: pace)
        #expect(try await hall.record().state == .unauthorized)
    }
}
