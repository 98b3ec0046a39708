import Foundation
import Testing

@testable import Vault

@Suite("Tokens of sessions and mails")
struct BearerTokenTests {
    @Test("are known again by their digest alone", arguments: TokenKind.allCases)
    func roundTrip(kind: TokenKind) throws {
        let made = BearerToken.generate(kind)
        let shown = try #require(BearerToken(made.secret.reveal(), kind: kind))
        #expect(shown.matches(digest: made.digest))
        #expect(made.digest.count == 32)
        #expect(!BearerToken.generate(kind).matches(digest: made.digest))
    }

    /// `printf %s ens_AAA…A | sha256sum`, 43 times A.
    @Test("have plain SHA-256 as their digest")
    func digest() {
        let token = BearerToken.generate(.session, random: RandomBytes { Array(repeating: 0, count: $0) })
        #expect(token.secret.reveal() == "ens_" + String(repeating: "A", count: 43))
        #expect(Hex.encode(token.digest) == "6750c4d7c4409c698b178ab8eb5951db0472c75b9fa1d12dd4ab120e5e9afbfc")
    }

    @Test("of one kind open no other door", arguments: TokenKind.allCases, TokenKind.allCases)
    func kinds(made: TokenKind, asked: TokenKind) {
        let text = BearerToken.generate(made).secret.reveal()
        #expect((BearerToken(text, kind: asked) != nil) == (made == asked))
    }

    @Test("of all kinds, API tokens too, begin differently")
    func prefixes() {
        #expect(Set(TokenKind.allCases.map(\.prefix) + [APIToken.prefix]).count == TokenKind.allCases.count + 1)
    }

    @Test(
        "that cannot be ours are not looked up",
        arguments: [
            "", "ens_", "ens_short", "ens_" + String(repeating: "A", count: 44),
            "ens_" + String(repeating: "!", count: 43),
            "ens_" + String(repeating: "A", count: 42) + "B", "ent_" + String(repeating: "A", count: 43),
            "ENS_" + String(repeating: "A", count: 43), String(repeating: "A", count: 1_000_000),
        ])
    func malformed(text: String) {
        #expect(BearerToken(text, kind: .session) == nil)
    }

    @Test("show their kind and no more")
    func masked() {
        let token = BearerToken.generate(.reset)
        #expect("\(token)" == "enr_•••")
        #expect(!MaskingTests.printed(token).contains(token.secret.reveal().suffix(43)))
    }
}

@Suite("How long tokens and sessions live")
struct TokenLifeTests {
    static let made = Date(timeIntervalSince1970: 1_700_000_000)

    @Test(
        "an invitation lives a week, a verification a day, a reset half an hour",
        arguments: [
            (TokenKind.invitation, 604_799, OneTimeToken.Verdict.good), (.invitation, 604_800, .expired),
            (.verification, 86_399, .good), (.verification, 86_400, .expired), (.reset, 1_799, .good),
            (.reset, 1_800, .expired),
            (.reset, -600, .good), (.session, 0, .expired),
        ])
    func life(kind: TokenKind, later: TimeInterval, verdict: OneTimeToken.Verdict) {
        let token = OneTimeToken(kind: kind, made: Self.made, spent: nil)
        #expect(token.verdict(now: Self.made.addingTimeInterval(later)) == verdict)
    }

    @Test("a mail's token that was used is spent, in time or not", arguments: [0, 1_000_000])
    func spent(later: TimeInterval) {
        let token = OneTimeToken(kind: .invitation, made: Self.made, spent: Self.made)
        #expect(token.verdict(now: Self.made.addingTimeInterval(later)) == .spent)
    }

    @Test(
        "a session ends an hour after the last request, and after a day whatever is done",
        arguments: [
            (0, 0, SessionLimits.Verdict.alive), (0, 3_599, .alive), (0, 3_600, .idle), (86_000, 86_399, .alive),
            (86_399, 86_400, .over), (0, 90_000, .over), (0, -600, .alive),
        ])
    func session(lastSeen: TimeInterval, now: TimeInterval, verdict: SessionLimits.Verdict) {
        let given = SessionLimits.standard.verdict(
            signedIn: Self.made, lastSeen: Self.made.addingTimeInterval(lastSeen),
            now: Self.made.addingTimeInterval(now))
        #expect(given == verdict)
    }

    @Test("a request is noted once a minute", arguments: [(59, false), (60, true)])
    func noted(later: TimeInterval, isNoted: Bool) {
        let now = Self.made.addingTimeInterval(later)
        #expect(SessionLimits.standard.isNoteworthy(lastSeen: Self.made, now: now) == isNoted)
    }
}
