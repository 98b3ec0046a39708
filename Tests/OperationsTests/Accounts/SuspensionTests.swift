import Commerce
import Foundation
import Records
import Store
import Synchronization
import Testing
import Vault
import Workbench

@testable import Operations

@Suite("A workspace that is suspended")
struct SuspensionTests {
    /// What an operation of workspaces is refused with.
    private static func refusal<Value>(_ body: () async throws -> Value) async -> String? {
        do {
            _ = try await body()
            return nil
        } catch { return (error as? OperationError)?.code ?? "\(error)" }
    }

    @Test("has a reason, may object, and goes on; each is in its audit log", arguments: Engine.available)
    func course(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace("Studio")
        let reason = "Invoices of three months are open."
        let stopped = try await SuspendWorkspace("Studio", reason: " \(reason) ").run(hall.hub)
        #expect(stopped.suspended?.reason == reason)
        #expect(stopped.suspended?.since == hall.clock.now)
        #expect(await Self.refusal { try await Suspension.check(desk.tenant, hall.hub) } == "workspace.suspended")
        hall.clock.advance(by: 60)
        try await AppealSuspension("They were paid on Monday.").run(desk)
        let heard = try await ShowWorkspace().run(desk).suspended
        #expect(heard?.appeal == "They were paid on Monday." && heard?.appealedAt == hall.clock.now)
        // Another reason is another matter; since when it stands stays.
        let again = try await SuspendWorkspace("Studio", reason: "Another.").run(hall.hub).suspended
        #expect(again?.appeal == nil && again?.since == stopped.suspended?.since)
        #expect(try await ResumeWorkspace("Studio").run(hall.hub).suspended == nil)
        #expect(await Self.refusal { try await Suspension.check(desk.tenant, hall.hub) } == nil)
        let deeds = try await ListAudit(what: "workspace").run(desk).lines.map(\.deed)
        #expect(
            Set(deeds) == [
                "workspace.made", "workspace.suspended", "workspace.appealed", "workspace.resumed",
            ])
        // What was written is in the workspace's row and in no row of the log.
        #expect(try await ListAudit().run(desk).lines.allSatisfy { !"\($0)".contains("Invoices") })
    }

    @Test("is not for another, and bad input says what is wrong")
    func badInput() async throws {
        let hall = try await Hall(.sqlite)
        let desk = try await hall.workspace("Studio")
        let other = try await hall.workspace("Atelier")
        #expect(await Self.refusal { try await ResumeWorkspace("Studio").run(hall.hub) } == "workspace.not-suspended")
        #expect(await Self.refusal { try await AppealSuspension("x").run(desk) } == "workspace.not-suspended")
        for reason in ["", "   ", String(repeating: "x", count: 501), "two\nlines"] {
            let code = await Self.refusal { try await SuspendWorkspace("Studio", reason: reason).run(hall.hub) }
            #expect(code == "input.invalid")
        }
        let unknown = await Self.refusal { try await SuspendWorkspace("Nobody", reason: "x").run(hall.hub) }
        #expect(unknown == "workspace.unknown")
        _ = try await SuspendWorkspace("Studio", reason: "x").run(hall.hub)
        try await Suspension.check(other.tenant, hall.hub)
    }

    @Test("wakes its shops when it goes on, except those that a person paused", arguments: Engine.available)
    func catchesUp(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace("Studio")
        let one = try await hall.shop(desk, "Kiel", [.of("1", sku: "A")])
        let other = try await hall.shop(desk, "Bonn", [.of("1", sku: "A")])
        _ = try await PauseConnection("Bonn").run(desk)
        try await desk.hub.store.system { db in try db.query("DELETE FROM job WHERE key IS NOT NULL") }
        _ = try await SuspendWorkspace("Studio", reason: "x").run(hall.hub)
        #expect(try await !desk.isWoken(one))
        _ = try await ResumeWorkspace("Studio").run(hall.hub)
        #expect(try await desk.isWoken(one))
        #expect(try await !desk.isWoken(other))
    }

    @Test("can be taken along whole, page by page, without anything that opens something", arguments: Engine.available)
    func export(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace("Studio")
        let shop = try await hall.shop(desk, "Kiel", [.of("1", sku: "A-0")])
        try await hall.catalogue(desk, (0..<1_201).map { "A-\($0),Good \($0),9.00,3," })
        try await desk.takeIn(.of("77", "1", sku: "A-0", at: desk.now), of: shop)
        let stranger = try await hall.workspace("Atelier")
        try await hall.catalogue(stranger, ["ZZ-1,Secret good,9.00,3,"])
        _ = try await SuspendWorkspace("Studio", reason: "x").run(hall.hub)
        let lines = Mutex<[String]>([])
        let rows = try await ExportWorkspace().run(desk) { line in lines.withLock { $0.append(line) } }
        let text = lines.withLock { $0 }
        #expect(text.count == rows)
        let variants = text.filter { $0.contains(#""table":"variant""#) }
        #expect(variants.count == 1_201)
        #expect(Set(variants).count == 1_201)
        #expect(text.contains { $0.contains(#""table":"sales_order""#) && $0.contains("#77") })
        #expect(text.contains { $0.contains(#""table":"connection""#) && $0.contains("Kiel") })
        let whole = text.joined()
        for hidden in ["credentials", "webhook_secret", "hidden_secret", "ZZ-1", stranger.tenant.text] {
            #expect(!whole.contains(hidden), "\(hidden)")
        }
        #expect(try await ListAudit(what: "workspace.exported").run(desk).lines.count == 1)
    }
}
