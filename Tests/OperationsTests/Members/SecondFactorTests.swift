import Foundation
import Records
import Testing
import Workbench

@testable import Operations
@testable import Vault

@Suite("The second factor")
struct SecondFactorTests {
    /// A member with a second factor, and a half session that waits for the code.
    private static func half(
        _ engine: Engine
    ) async throws -> (crew: Crew, secret: TOTPSecret, codes: [String], half: BearerToken) {
        let crew = try await Crew(engine)
        let ada = try await crew.member("ada@example.org")
        let factor = try await crew.secondFactor(ada.visitor)
        crew.clock.advance(by: 60)
        let signed = try await crew.signIn("ada@example.org")
        #expect(signed.visitor.isHalf)
        return (crew, factor.secret, factor.codes, signed.token)
    }

    private static func give(_ crew: Crew, _ half: BearerToken, _ code: String) async throws -> BearerToken {
        try await GiveCode(session: half, code: code, marks: Crew.browser).run(crew.hub).token
    }

    @Test("is asked for after the password, and opens a session of its own", arguments: Engine.available)
    func asked(engine: Engine) async throws {
        let (crew, secret, _, half) = try await Self.half(engine)
        let whole = try await Self.give(crew, half, crew.code(secret))
        #expect(try await crew.visitor(whole)?.isHalf == false)
        #expect(try await crew.visitor(half) == nil, "the half session is gone")
        #expect(whole != half)
    }

    @Test("a code is good once, for whoever watched it too", arguments: Engine.available)
    func replay(engine: Engine) async throws {
        let (crew, secret, _, half) = try await Self.half(engine)
        let code = crew.code(secret)
        _ = try await Self.give(crew, half, code)
        let second = try await crew.signIn("ada@example.org").token
        #expect(await refusal { try await Self.give(crew, second, code) } == .wrongCode(clockOff: nil))
        // Nor is one of an earlier step.
        let earlier = crew.code(secret, later: -30)
        #expect(await refusal { try await Self.give(crew, second, earlier) } == .wrongCode(clockOff: nil))
        crew.clock.advance(by: 30)
        _ = try await Self.give(crew, second, crew.code(secret))
    }

    @Test("one code used many times at once lets one in", arguments: Engine.available)
    func race(engine: Engine) async throws {
        let (crew, secret, codes, _) = try await Self.half(engine)
        var halves: [BearerToken] = []
        for _ in 0..<6 { halves.append(try await crew.signIn("ada@example.org").token) }
        let (tokens, code) = (halves, crew.code(secret))
        let came = await outcomes(of: 6) { _ = try await Self.give(crew, tokens[$0], code) }
        #expect(came == ["done": 1, "member.wrong-code": 5])
        let left = try await crew.signIn("ada@example.org").token
        let recovery = codes[0]
        let again = await outcomes(of: 4) { _ in _ = try await Self.give(crew, left, recovery) }
        #expect(again["done"] == 1)
    }

    @Test("a recovery code lets one in, once, however it is typed", arguments: Engine.available)
    func recovery(engine: Engine) async throws {
        let (crew, _, codes, half) = try await Self.half(engine)
        let typed = codes[3].lowercased().replacing("-", with: " ")
        let visitor = try #require(try await crew.visitor(try await Self.give(crew, half, typed)))
        #expect(try await ShowAccount().run(visitor, crew.hub).recoveryCodes == 9)
        let second = try await crew.signIn("ada@example.org").token
        #expect(await refusal { try await Self.give(crew, second, codes[3]) } == .wrongCode(clockOff: nil))
        _ = try await Self.give(crew, second, codes[4])
    }

    @Test("guesses wait after ten, though the password is known", arguments: Engine.available)
    func guessing(engine: Engine) async throws {
        let (crew, secret, _, first) = try await Self.half(engine)
        var half = first
        for turn in 0..<10 {
            // Signing in again in between forgives nothing.
            if turn == 5 { half = try await crew.signIn("ada@example.org").token }
            let wrong = crew.code(secret) == "000000" ? "000001" : "000000"
            let error = await refusal { try await Self.give(crew, half, wrong) }
            #expect(error?.code == "member.wrong-code")
        }
        #expect(await refusal { try await Self.give(crew, half, crew.code(secret)) }?.code == "sign-in.wait")
        #expect(await refusal { try await crew.signIn("ada@example.org") }?.code == "sign-in.wait")
    }

    @Test("a phone whose clock is ten minutes off is told so, and let in by nothing")
    func clock() async throws {
        let (crew, secret, _, half) = try await Self.half(.sqlite)
        let error = await refusal { try await Self.give(crew, half, crew.code(secret, later: 600)) }
        #expect(error == .wrongCode(clockOff: 600))
        #expect(error?.wayOut.contains("clock") == true)
    }

    @Test("half a session opens nothing, and ends after ten minutes", arguments: Engine.available)
    func halfSession(engine: Engine) async throws {
        let (crew, secret, _, half) = try await Self.half(engine)
        crew.clock.advance(by: 600)
        #expect(try await crew.visitor(half) == nil)
        #expect(await refusal { try await Self.give(crew, half, crew.code(secret)) } == .notSignedIn)
    }

    @Test("is turned off with password and code only", arguments: Engine.available)
    func off(engine: Engine) async throws {
        let (crew, secret, codes, half) = try await Self.half(engine)
        let token = try await Self.give(crew, half, crew.code(secret))
        let ada = try #require(try await crew.visitor(token))
        crew.clock.advance(by: 30)
        let code = crew.code(secret)
        #expect(
            await refusal { try await EndSecondFactor(password: "wrong", code: code).run(ada, crew.hub) }
                == .wrongPassword)
        #expect(
            await refusal { try await EndSecondFactor(password: Crew.password, code: "12345").run(ada, crew.hub) }?.code
                == "member.wrong-code")
        let renewed = try await EndSecondFactor(password: Crew.password, code: code).run(ada, crew.hub)
        #expect(try await crew.visitor(token) == nil, "what knew the old token has nothing")
        #expect(try await crew.visitor(renewed)?.hasSecondFactor == false)
        #expect(try await !crew.signIn("ada@example.org").visitor.isHalf)
        let second = try await crew.signIn("ada@example.org")
        #expect(await refusal { try await Self.give(crew, second.token, codes[0]) } == .notSignedIn)
    }

    @Test("cannot be turned off by who must have one", arguments: [Role.owner, .admin])
    func duty(role: Role) async throws {
        let crew = try await Crew(.sqlite, needsSecondFactor: true)
        let ada = try await crew.member("ada@example.org", role)
        #expect(ada.visitor.owesSecondFactor)
        let factor = try await crew.secondFactor(ada.visitor)
        let visitor = try #require(try await crew.visitor(factor.token))
        #expect(!visitor.owesSecondFactor)
        let error = await refusal {
            try await EndSecondFactor(password: Crew.password, code: "").run(visitor, crew.hub)
        }
        #expect(error == .secondFactorDuty)
    }

    @Test("is owed by who sees buyers' data, and by nobody else below an admin")
    func owed() async throws {
        let crew = try await Crew(.sqlite, needsSecondFactor: true)
        #expect(try await !crew.member("op@example.org", .operator).visitor.owesSecondFactor)
        #expect(try await crew.member("sup@example.org", .support, buyerData: true).visitor.owesSecondFactor)
    }

    @Test("new recovery codes end the ones before", arguments: Engine.available)
    func newCodes(engine: Engine) async throws {
        let (crew, secret, codes, half) = try await Self.half(engine)
        let ada = try #require(try await crew.visitor(try await Self.give(crew, half, crew.code(secret))))
        let fresh = try await MakeRecoveryCodes(password: Crew.password, code: codes[0]).run(ada, crew.hub)
        let second = try await crew.signIn("ada@example.org").token
        #expect(await refusal { try await Self.give(crew, second, codes[1]) }?.code == "member.wrong-code")
        _ = try await Self.give(crew, second, fresh[0].reveal())
    }
}
