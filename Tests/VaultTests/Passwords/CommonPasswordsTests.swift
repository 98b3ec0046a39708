import Crypto
import Foundation
import Testing

@testable import Vault

@Suite("Passwords that are tried first")
struct CommonPasswordsTests {
    let path = NSTemporaryDirectory() + "entrepot-common-\(UUID().uuidString).txt"

    @Test("are read from a file of one a line, whatever its line ends")
    func file() throws {
        try Data("hunter2\r\n  swordfish \n\nПароль123\n".utf8).write(to: URL(filePath: self.path))
        let common = try CommonPasswords(file: self.path)
        #expect(common.count == CommonPasswords.builtIn.count + 3)
        #expect(["Hunter2", "swordfish", "пароль123"].allSatisfy { common.contains($0) })
        #expect(!common.contains("hunter"))
    }

    @Test("that are not there are an error, not an empty list")
    func missing() {
        #expect(throws: CocoaError.self) { try CommonPasswords(file: self.path) }
    }

    static let list = ProcessInfo.processInfo.environment["ENTREPOT_COMMON_PASSWORDS"]
    static let mustRun = ProcessInfo.processInfo.environment["CI"] == "true"

    @Test(
        "are twenty thousand where bin/setup could install Django's list",
        .enabled(if: list != nil || mustRun, "ENTREPOT_COMMON_PASSWORDS names no file; bin/setup --test installs one"))
    func django() throws {
        let path = try #require(Self.list, "in CI the list must be there: set ENTREPOT_COMMON_PASSWORDS")
        let common = try CommonPasswords(file: path)
        #expect(common.count > 15_000)
        let refused = ["princessdiamond1", "Liverpool-chelsea", "superman!starwars", "mercedes mustang 1"]
        let faults = try refused.map {
            try PasswordRules.standard.faults(
                in: Password($0), person: PasswordRulesTests.anna, common: common)
        }
        #expect(faults.allSatisfy { $0.contains(.guessable) })
        let good = try PasswordRules.standard.faults(
            in: Password("correct horse battery staple"), person: PasswordRulesTests.anna, common: common)
        #expect(good.isEmpty)
    }
}

@Suite("Passwords known to be breached")
struct BreachedPasswordsTests {
    let path = NSTemporaryDirectory() + "entrepot-breached-\(UUID().uuidString).txt"

    /// The file that haveibeenpwned.com's downloader makes of these passwords.
    static func lines(of passwords: [String], end: String = "\n") -> String {
        passwords.map { Hex.encode(Array(Insecure.SHA1.hash(data: Data($0.utf8)))).uppercased() }
            .sorted().enumerated().map { "\($1):\($0 * 7919 + 1)\(end)" }.joined()
    }

    @Test("are each found in a file ordered by hash, and no others", arguments: [0, 1, 2, 3, 100, 1000])
    func found(count: Int) throws {
        let passwords = (0..<count).map { "breached \($0)" }
        try Data(Self.lines(of: passwords).utf8).write(to: URL(filePath: self.path))
        let breached = BreachedPasswords(path: self.path)
        #expect(try passwords.allSatisfy { try breached.contains(Password($0)) })
        #expect(try (0..<50).allSatisfy { try !breached.contains(Password("kept \($0)")) })
    }

    @Test("are found whatever the line ends, and without the last one", arguments: ["\r\n", "\n"])
    func lineEnds(end: String) throws {
        let passwords = (0..<20).map { "breached \($0)" }
        let text = Self.lines(of: passwords, end: end)
        try Data(text.dropLast(1).utf8).write(to: URL(filePath: self.path))
        let breached = BreachedPasswords(path: self.path)
        #expect(try passwords.allSatisfy { try breached.contains(Password($0)) })
    }

    @Test(
        "are not looked for in some other file",
        arguments: ["hunter2\nswordfish\n", "not a hash of forty characters, is it?\n"])
    func otherFile(content: String) throws {
        try Data(content.utf8).write(to: URL(filePath: self.path))
        #expect(throws: CocoaError.self) { try BreachedPasswords(path: self.path).contains(Password("hunter2")) }
        #expect(throws: CocoaError.self) { try BreachedPasswords(path: "/nowhere").contains(Password("hunter2")) }
    }
}
