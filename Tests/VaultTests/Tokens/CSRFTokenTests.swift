import Foundation
import Testing

@testable import Vault

@Suite("Forms that only our pages can send")
struct CSRFTokenTests {
    let session = BearerToken.generate(.session)

    @Test("a form of the session is taken, again and again")
    func good() {
        let form = CSRFToken(session: self.session).secret.reveal()
        #expect(form.count == 64)
        #expect(CSRFToken.isGood(form, session: self.session))
        #expect(CSRFToken.isGood(form, session: self.session))
    }

    @Test("no two pages show the same text")
    func fresh() {
        #expect(CSRFToken(session: self.session).secret != CSRFToken(session: self.session).secret)
    }

    @Test("a form of another session is not, nor that of the session before a rotation")
    func otherSession() {
        let form = CSRFToken(session: .generate(.session)).secret.reveal()
        #expect(!CSRFToken.isGood(form, session: self.session))
    }

    @Test("no bit of it can be changed", arguments: 0..<48, 0..<8)
    func bitFlip(byte: Int, bit: Int) throws {
        var bytes = try #require(Base64URL.decode(CSRFToken(session: self.session).secret.reveal()))
        bytes[byte] ^= 1 << bit
        #expect(!CSRFToken.isGood(Base64URL.encode(bytes), session: self.session))
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "•••", String(repeating: "A", count: 64), String(repeating: "!", count: 64),
            String(repeating: "A", count: 1_000_000),
        ])
    func malformed(text: String) {
        #expect(!CSRFToken.isGood(text, session: self.session))
    }

    @Test("it is HMAC-SHA256 under the session's token, and shows nothing of that")
    func form() throws {
        let random = RandomBytes { Array(repeating: 1, count: $0) }
        let form = CSRFToken(session: self.session, random: random)
        let tag = HMACSignature.sha256(
            Array("csrf\0".utf8) + Array(repeating: 1, count: 16), key: Array(self.session.secret.reveal().utf8))
        #expect(Base64URL.decode(form.secret.reveal()) == Array(repeating: 1, count: 16) + tag)
        #expect("\(form)" == "•••")
    }
}
