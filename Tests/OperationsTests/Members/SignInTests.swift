import Foundation
import Records
import Store
import Testing
import Workbench

@testable import Operations
@testable import Vault

@Suite("Signing in")
struct SignInTests {
    private static func wrong(_ crew: Crew, _ address: String, times: Int, device: BearerToken? = nil) async {
        for _ in 0..<times {
            _ = await refusal { try await crew.signIn(address, "not the password at all", device: device) }
        }
    }

    private static func isWaiting(_ error: MemberError?) -> Bool {
        if case .waiting = error { true } else { false }
    }

    @Test("opens with the password, and says the same of a wrong one and of nobody", arguments: Engine.available)
    func answers(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let ada = try await crew.member("ada@example.org")
        #expect(ada.visitor.address == "ada@example.org" && !ada.visitor.isHalf)
        #expect(await refusal { try await crew.signIn("ada@example.org", "wrong") } == .wrongPassword)
        #expect(await refusal { try await crew.signIn("nobody@example.org", "wrong") } == .wrongPassword)
        #expect(await refusal { try await crew.signIn("no address", "") } == .wrongPassword)
        #expect(await refusal { try await crew.signIn("ada@example.org", "\u{0}") } == .wrongPassword)
    }

    @Test("waits after ten wrong ones, a member as anybody", arguments: Engine.available)
    func waits(engine: Engine) async throws {
        let crew = try await Crew(engine)
        _ = try await crew.member("ada@example.org")
        for address in ["ada@example.org", "nobody@example.org"] {
            await Self.wrong(crew, address, times: 9)
            #expect(await refusal { try await crew.signIn(address, "wrong") } == .wrongPassword)
            let error = await refusal { try await crew.signIn(address) }
            #expect(error == .waiting(until: crew.clock.now.addingTimeInterval(900)))
        }
        crew.clock.advance(by: 900)
        _ = try await crew.signIn("ada@example.org")
        await Self.wrong(crew, "ada@example.org", times: 9)
        _ = try await crew.signIn("ada@example.org")
    }

    @Test("bears no more guesses when they come at once", arguments: Engine.available)
    func atOnce(engine: Engine) async throws {
        let crew = try await Crew(engine, places: 64)
        _ = try await crew.member("ada@example.org")
        let came = await outcomes(of: 40) { _ in _ = try await crew.signIn("ada@example.org", "not the password") }
        #expect(came == ["member.wrong-password": 10, "sign-in.wait": 30])
    }

    @Test("from a browser that is known is not locked out by others' guesses", arguments: Engine.available)
    func knownBrowser(engine: Engine) async throws {
        let crew = try await Crew(engine)
        _ = try await crew.member("ada@example.org")
        let signed = try await SignIn(address: "ada@example.org", password: Crew.password, marks: Crew.browser)
            .run(crew.hub)
        let device = try #require(signed.device)
        await Self.wrong(crew, "ada@example.org", times: 12)
        #expect(Self.isWaiting(await refusal { try await crew.signIn("ada@example.org") }))
        let again = try await SignIn(
            address: "ada@example.org", password: Crew.password, marks: BrowserMarks(device: device, label: "x")
        ).run(crew.hub)
        #expect(again.device == nil, "it is known already")
        // Of another member it is none, and its own guesses are counted too.
        _ = try await crew.member("bo@example.org", .analyst)
        await Self.wrong(crew, "bo@example.org", times: 10)
        #expect(Self.isWaiting(await refusal { try await crew.signIn("bo@example.org", device: device) }))
        await Self.wrong(crew, "ada@example.org", times: 10, device: device)
        #expect(Self.isWaiting(await refusal { try await crew.signIn("ada@example.org", device: device) }))
    }

    @Test("is told to come back where too many do it at once, and nothing is held against anybody")
    func busy() async throws {
        let crew = try await Crew(.sqlite, places: 1)
        _ = try await crew.member("ada@example.org")
        let came = await outcomes(of: 30) { _ in _ = try await crew.signIn("ada@example.org") }
        #expect(came.keys.allSatisfy { ["done", "sign-in.busy", "sign-in.wait"].contains($0) })
        let slot = Patience(address: "ada@example.org", device: nil).slot
        #expect(try await crew.system { try PatienceRecords.lock($0, slot: slot).failures } == 0)
    }

    @Test("makes a cheap hash of earlier days anew", arguments: Engine.available)
    func upgrades(engine: Engine) async throws {
        let crew = try await Crew(engine)
        _ = try await crew.member("ada@example.org")
        var hub = crew.hub
        let dearer = try #require(PasswordCost(logN: 3, r: 8, p: 1))
        hub.people.cost = dearer
        hub.people.desk = PasswordDesk(cost: dearer)
        _ = try await SignIn(address: "ada@example.org", password: Crew.password, marks: Crew.browser).run(hub)
        let text = try await crew.system { try MemberRecords.find($0, address: "ada@example.org")?.password }
        #expect(PasswordHash(text: text ?? "")?.cost == dearer)
        _ = try await crew.signIn("ada@example.org")
    }

    @Test("keeps of password, tokens and second factor nothing that could be used", arguments: Engine.available)
    func stored(engine: Engine) async throws {
        let crew = try await Crew(engine)
        let ada = try await crew.member("ada@example.org")
        let factor = try await crew.secondFactor(ada.visitor)
        let member = try #require(try await crew.system { try MemberRecords.find($0, address: "ada@example.org") })
        #expect(member.password?.hasPrefix("$scrypt$") == true)
        let sealed = try #require(member.totpSecret)
        #expect(SealedHeader(of: sealed)?.kind == .sealed)
        #expect(!String(decoding: sealed, as: UTF8.self).contains(factor.secret.base32.reveal()))
        let codes = try #require(member.recoveryCodes)
        #expect(factor.codes.allSatisfy { !codes.contains($0.replacing("-", with: "")) })
        let digests = try await crew.system { db in
            try db.query("SELECT digest FROM member_session").map { try $0.get(0, as: [UInt8].self) }
        }
        #expect(digests == [factor.token.digest])
        // Copied into another member's row it does not open.
        _ = try await crew.member("bo@example.org", .analyst)
        let bo = try #require(try await crew.system { try MemberRecords.find($0, address: "bo@example.org") })
        #expect(throws: VaultError.self) { try MemberVault(hub: crew.hub, member: bo).open(sealed) }
    }
}
