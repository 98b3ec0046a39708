import Foundation
import Records
import Store
import Testing
import Vault
import Wire
import Workbench

@testable import Operations

@Suite("Two programs whose clocks are ten minutes apart")
struct SkewedClockTests {
    /// The same installation as another process has it, whose clock is behind.
    private static func behind(_ crew: Crew) -> Installation {
        var hub = crew.hub
        let clock = crew.clock
        hub.now = { clock.now.addingTimeInterval(-600) }
        return hub
    }

    @Test("a session is good at both, and both end it when it was idle", arguments: Engine.available)
    func session(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let behind = Self.behind(crew)
        let ada = try await crew.member("ada@example.org")
        #expect(try await FindVisitor(ada.token).run(behind)?.member == ada.visitor.member)
        crew.clock.advance(by: 1_800)
        #expect(try await FindVisitor(ada.token).run(behind) != nil)
        #expect(try await crew.visitor(ada.token) != nil)
        crew.clock.advance(by: 3_600 + 600)
        #expect(try await FindVisitor(ada.token).run(behind) == nil)
        #expect(try await crew.visitor(ada.token) == nil)
    }

    @Test("a link that one made is good at the other, once for both, and ends", arguments: Engine.available)
    func link(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let behind = Self.behind(crew)
        _ = try await crew.member("ada@example.org")
        func ask() async throws -> String {
            try await AskForReset(address: "ada@example.org").run(crew.hub)
            try await SendLetters().run(crew.hub)
            return try #require(crew.post.link(to: "ada@example.org"))
        }
        let link = try await ask()
        try await ResetPassword(token: link, password: Crew.other).run(behind)
        #expect(
            await refusal { try await ResetPassword(token: link, password: Crew.password).run(crew.hub) } == .linkSpent)
        crew.clock.advance(by: 61)
        let late = try await ask()
        crew.clock.advance(by: 1_800 + 600)
        #expect(
            await refusal { try await ResetPassword(token: late, password: Crew.password).run(behind) } == .linkExpired)
    }

    @Test("who is locked out at one is at the other, and not for longer than there", arguments: Engine.available)
    func lockOut(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let behind = Self.behind(crew)
        _ = try await crew.member("ada@example.org")
        for _ in 0..<10 { _ = await refusal { try await crew.signIn("ada@example.org", "wrong") } }
        let marks = BrowserMarks(label: "Firefox on Linux")
        func right() async throws -> SignedIn {
            try await SignIn(address: "ada@example.org", password: Crew.password, marks: marks).run(behind)
        }
        let error = await refusal { try await right() }
        #expect(error?.code == "sign-in.wait" && error?.wayOut.isEmpty == false)
        crew.clock.advance(by: 900 + 600)
        #expect(try await !right().isHalf)
    }

    @Test("a code that one took is spent at the other, whose own time it is not", arguments: Engine.available)
    func code(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let behind = Self.behind(crew)
        let ada = try await crew.member("ada@example.org")
        let (secret, _, _) = try await crew.secondFactor(ada.visitor)
        crew.clock.advance(by: 30)
        let (first, second) = (try await crew.signIn("ada@example.org"), try await crew.signIn("ada@example.org"))
        let code = crew.code(secret)
        let marks = BrowserMarks(label: "Firefox on Linux")
        _ = try await GiveCode(session: first.token, code: code, marks: marks).run(crew.hub)
        // The other thinks that the phone is wrong, says so, and lets nobody in.
        let error = await refusal { try await GiveCode(session: second.token, code: code, marks: marks).run(behind) }
        #expect(error?.code == "member.wrong-code")
        #expect(try await crew.visitor(second.token)?.isHalf == true)
    }

    @Test("the audit log that both write and seal is one chain", arguments: Engine.available)
    func audit(engine: Engine) async throws {
        let place = try await AuditHall(engine)
        var hub = place.hall.hub
        let clock = place.hall.clock
        hub.now = { clock.now.addingTimeInterval(-600) }
        let behind = Desk(hub, tenant: place.desk.tenant, doer: .machine)
        for round in 0..<4 {
            for desk in [place.desk, behind] {
                try await desk.write { try desk.audit($0, .priceSet, ["number": "\(round)"]) }
                try await SealAudit(anchors: place.anchors).run(desk.hub)
            }
        }
        let verdict = try await place.verify()
        #expect(verdict.findings == [])
        #expect(verdict.anchoredRows == verdict.rows)
        await place.close()
    }
}
