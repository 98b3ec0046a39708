import Foundation
import Records
import Store
import Testing
import Workbench

@testable import Operations

@Suite("Old log lines")
struct PurgingTests {
    @Test("the sync log keeps 30 days and no more", arguments: Engine.available)
    func thirtyDays(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let now = hall.clock.now
        try await desk.write { db in
            try EventRecords.insert(
                db,
                [29.0, 31.0].map { days in
                    EventRecord(
                        id: desk.hub.id(), at: now.addingTimeInterval(-days * 86_400), kind: "test",
                        summary: "\(Int(days)) days old")
                })
        }
        try await PurgeLogs().run(hall.hub)
        let left = try await desk.read { try EventRecords.latest($0, limit: 100) }.map(\.summary)
        #expect(left.contains("29 days old"))
        #expect(!left.contains("31 days old"))
    }
}
