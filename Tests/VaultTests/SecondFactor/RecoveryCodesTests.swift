import Foundation
import Testing

@testable import Vault

@Suite("Recovery codes")
struct RecoveryCodesTests {
    let codes: [String]
    let stored: RecoveryCodes

    init() {
        let made = RecoveryCodes.generate(cost: cheap)
        self.codes = made.codes.map { $0.reveal() }
        self.stored = made.stored
    }

    @Test("are ten different ones, easy to write down")
    func shown() {
        #expect(Set(self.codes).count == 10)
        #expect(self.stored.left == 10)
        #expect(self.codes.allSatisfy { $0.wholeMatch(of: /([A-Z2-7]{4}-){3}[A-Z2-7]{4}/) != nil })
    }

    @Test("let in once each, in any order", arguments: 0..<10)
    func once(index: Int) throws {
        let after = try #require(self.stored.spending(self.codes[index]))
        #expect(after.left == 9)
        #expect(after.spending(self.codes[index]) == nil)
        #expect(after.spending(self.codes[(index + 1) % 10])?.left == 8)
    }

    @Test("are all gone after the tenth")
    func allGone() {
        let empty = self.codes.reduce(Optional(self.stored)) { $0?.spending($1) }
        #expect(empty?.left == 0)
        #expect(self.codes.allSatisfy { empty?.spending($0) == nil })
    }

    @Test("may be typed small, without hyphens, with spaces, and with 0 and 1 for O and I")
    func typed() {
        let code = self.codes[0]
        let misread = code.replacing("O", with: "0").replacing("I", with: "1")
        let forms = [
            code.lowercased(), code.replacing("-", with: ""), code.replacing("-", with: " "), " \(code) ", misread,
        ]
        #expect(forms.allSatisfy { self.stored.spending($0)?.left == 9 })
    }

    @Test(
        "that were never given let nobody in",
        arguments: ["", "AAAA-AAAA-AAAA-AAAA", "AAAA", "8888-8888-8888-8888", String(repeating: "A", count: 100_000)])
    func wrong(code: String) {
        #expect(self.stored.spending(code) == nil)
    }

    @Test("of another member let nobody in")
    func others() {
        let others = RecoveryCodes.generate(cost: cheap).codes
        #expect(others.allSatisfy { self.stored.spending($0.reveal()) == nil })
    }

    @Test("are stored without the codes, and read back")
    func text() throws {
        let text = self.stored.text.reveal()
        #expect(RecoveryCodes(text: text) == self.stored)
        #expect(self.codes.allSatisfy { !text.contains($0) && !text.contains($0.replacing("-", with: "")) })
        let empty = try #require(self.codes.reduce(Optional(self.stored)) { $0?.spending($1) })
        #expect(RecoveryCodes(text: empty.text.reveal()) == empty)
        #expect("\(self.stored)" == "10 recovery codes")
    }

    @Test(
        "that were not stored by us are not read",
        arguments: ["", "$$", "ln=4,r=1,p=1$AAAA$", "ln=4,r=1,p=1$AAAAAAAAAAA$AAAA", "ln=30,r=8,p=1$AAAAAAAAAAA$"])
    func malformed(text: String) {
        #expect(RecoveryCodes(text: text) == nil)
    }

    @Test("cost a guess as much as a password")
    func cost() {
        let made = RecoveryCodes.generate(cost: cheap).stored
        #expect(made.text.reveal().hasPrefix("ln=4,r=1,p=1$"))
    }
}
