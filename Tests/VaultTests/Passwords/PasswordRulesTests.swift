import Foundation
import Testing

@testable import Vault

@Suite("Choosing a password")
struct PasswordRulesTests {
    static let anna = PersonalWords(
        address: "anna.lindqvist@ring-atelier.example.com", name: "Anna Lindqvist", company: "The Ring Atelier")

    static func codes(_ text: String, _ rules: PasswordRules = .standard) throws -> [String] {
        try rules.faults(in: Password(text), person: Self.anna, common: .builtIn).map(\.code)
    }

    @Test(
        "a long one is good, whatever it is made of",
        arguments: [
            "correct horse battery staple", "kelp vivid tundra oboe", "xkq vmz wjp bfh", "8 Kamele im Nadelöhr!",
            "ключи от старого дома", "鍵は机の左の引き出しの奥にある", "Tr0ub4dor&3 in the rain",
            String(repeating: "kelp vivid tundra oboe ", count: 40),
        ])
    func good(text: String) throws {
        #expect(try Self.codes(text).isEmpty)
    }

    @Test(
        "fourteen characters are too few, fifteen are not",
        arguments: [("kelp vivid oak", 14), ("kelp vivid oaks", 15)])
    func length(text: String, length: Int) throws {
        #expect(try Password(text).length == length)
        #expect(try Self.codes(text) == (length < 15 ? ["password-too-short"] : []))
    }

    @Test("a character counts once, however many bytes it has")
    func codePoints() throws {
        #expect(try Password("鍵鍵鍵").length == 3)
        #expect(try Password("e\u{301}").length == 1)
    }

    @Test(
        "one of few common pieces is refused",
        arguments: [
            "passwordpassword", "Password2026!!!!", "P@ssw0rd12345678", "qwertyuiop123456", "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc", "SummerSummer2026", "1q2w3e4r5t6y7u8i", "LetMeIn-Letmein-1", "iloveyou iloveyou",
            "EntrepotEtsy2026", "0123456789876543210", "йцукенгшщзйцукен", "mnbvcxzlkjhgfdsa",
        ])
    func guessable(text: String) throws {
        #expect(try Self.codes(text) == ["password-guessable"])
    }

    @Test(
        "the name and the address are left out, however they are written",
        arguments: [
            "kelp Anna vivid oboe", "kelp L1NDQVIST vivid oboe", "kelp vivid oboe 4nna", "kelp ring-atelier vivid oboe",
            "anna.lindqvist@ring-atelier.example.com",
        ])
    func personal(text: String) throws {
        #expect(try Self.codes(text).contains("password-personal"))
    }

    @Test(
        "plain words of a company's name are no reason", arguments: ["breathe spring oboe", "there strings oboe kelp"])
    func companyWords(text: String) throws {
        #expect(try Self.codes(text).isEmpty)
    }

    @Test("without an address nothing is personal")
    func nobody() throws {
        let faults = try PasswordRules.standard.faults(
            in: Password("kelp vivid tundra oboe"), person: PersonalWords(address: ""), common: .builtIn)
        #expect(faults.isEmpty)
    }

    @Test(
        "one that is on a list is refused by its whole", arguments: ["Correct Horse Battery", "c0rrect horse b4ttery"])
    func listed(text: String) throws {
        let common = CommonPasswords(["correct horse battery", ""])
        let faults = try PasswordRules.standard.faults(in: Password(text), person: Self.anna, common: common)
        #expect(faults == [.breached])
        #expect(common.count == CommonPasswords.builtIn.count + 1)
    }

    @Test(
        "where Amazon's buyers are seen, four classes are asked for as well",
        arguments: [
            ("kelp vivid oboe 7", ["password-needs-four-classes"]),
            ("Kelp vivid oboe", ["password-needs-four-classes"]),
            ("Kelp vivid 7", []), ("Kelp vivid7", ["password-too-short"]),
        ])
    func amazon(text: String, faults: [String]) throws {
        #expect(try Self.codes(text, .amazonBuyerData) == faults)
    }

    @Test("who is in two workspaces meets the stricter rule of each")
    func stricter() {
        let both = PasswordRules.standard.stricter(.amazonBuyerData)
        #expect(both == PasswordRules(leastLength: 15, needsFourClasses: true, remembered: 10, longestDays: 365))
        #expect(both == PasswordRules.amazonBuyerData.stricter(.standard))
        #expect(PasswordRules.standard.stricter(.standard) == .standard)
    }

    @Test(
        "what cannot be typed again is refused at once",
        arguments: [
            ("", PasswordFault.tooShort(least: 1)), ("kelp\u{0}vivid tundra", .untypable),
            ("kelp\nvivid tundra oboe", .untypable),
            ("kelp \u{E000} vivid tundra", .untypable), ("kelp \u{10FFFF} vivid tundra", .untypable),
            (String(repeating: "k", count: 1025), .tooLong), (String(repeating: "鍵", count: 342), .tooLong),
        ])
    func untypable(text: String, fault: PasswordFault) {
        #expect(throws: fault) { try Password(text) }
    }

    @Test("the longest one is not cut: its last character counts")
    func notCut() throws {
        let start = String(repeating: "k", count: 1023)
        let hash = PasswordHash(try Password(start + "a"), cost: cheap)
        #expect(hash.matches(try Password(start + "a")))
        #expect(!hash.matches(try Password(start + "b")))
    }

    @Test(
        "every refusal has a code and a way out",
        arguments: [
            PasswordFault.tooShort(least: 15), .tooLong, .untypable, .needsFourClasses, .personal, .breached,
            .guessable, .used,
        ])
    func refusals(fault: PasswordFault) {
        #expect(fault.code.hasPrefix("password-"))
        #expect(fault.description.split(separator: ". ").count >= 2)
    }
}
