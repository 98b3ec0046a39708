import Foundation
import Testing

@testable import Vault

@Suite("One-time passwords")
struct OneTimePasswordTests {
    /// The secret of both RFCs.
    static let secret = TOTPSecret(bytes: Array("12345678901234567890".utf8))
    static let now = Date(timeIntervalSince1970: 1_111_111_109)

    static func code(_ secondsLater: Int) -> String {
        let step = TOTP.step(at: Self.now.addingTimeInterval(TimeInterval(secondsLater)))
        return HOTP.code(Self.secret.bytes, counter: UInt64(step))
    }

    /// RFC 4226, appendix D.
    @Test(
        "from a counter are the published ones",
        arguments: zip(
            0..<10 as Range<UInt64>,
            [
                "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
            ]))
    func counter(counter: UInt64, code: String) {
        #expect(HOTP.code(Self.secret.bytes, counter: counter) == code)
    }

    /// RFC 6238, appendix B, SHA-1.
    @Test(
        "from the clock are the published ones",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ])
    func clock(seconds: TimeInterval, code: String) {
        let now = Date(timeIntervalSince1970: seconds)
        #expect(HOTP.code(Self.secret.bytes, counter: UInt64(TOTP.step(at: now)), digits: 8) == code)
        #expect(
            TOTP.accepts(String(code.suffix(6)), secret: Self.secret, now: now, lastStep: nil) == TOTP.step(at: now))
    }

    @Test(
        "are good a step before and after, and no further",
        arguments: [(-60, false), (-30, true), (0, true), (30, true), (60, false)])
    func tolerance(later: Int, isGood: Bool) {
        #expect((TOTP.accepts(Self.code(later), secret: Self.secret, now: Self.now, lastStep: nil) != nil) == isGood)
    }

    @Test("are good once: who saw one being typed cannot use it")
    func replay() throws {
        let step = try #require(TOTP.accepts(Self.code(0), secret: Self.secret, now: Self.now, lastStep: nil))
        #expect(TOTP.accepts(Self.code(0), secret: Self.secret, now: Self.now, lastStep: step) == nil)
        #expect(TOTP.accepts(Self.code(-30), secret: Self.secret, now: Self.now, lastStep: step) == nil)
        #expect(TOTP.accepts(Self.code(30), secret: Self.secret, now: Self.now, lastStep: step) == step + 1)
    }

    @Test("stay spent when the clock is set back")
    func clockSetBack() throws {
        let step = try #require(TOTP.accepts(Self.code(30), secret: Self.secret, now: Self.now, lastStep: nil))
        let earlier = Self.now.addingTimeInterval(-30)
        #expect(TOTP.accepts(Self.code(-30), secret: Self.secret, now: earlier, lastStep: step) == nil)
    }

    @Test("may be typed with a space in the middle")
    func spaces() {
        let typed = Self.code(0).prefix(3) + " " + Self.code(0).suffix(3)
        #expect(TOTP.accepts(String(typed), secret: Self.secret, now: Self.now, lastStep: nil) != nil)
    }

    @Test(
        "that cannot be one let nobody in",
        arguments: ["", " ", "0", "70818040", "٠٨١٨٠٤", "08180x", String(repeating: "0", count: 100_000)])
    func malformed(code: String) {
        #expect(TOTP.accepts(code, secret: Self.secret, now: Self.now, lastStep: nil) == nil)
    }

    @Test("before 1970 are none, and ask nothing of the counter")
    func beforeTime() {
        let now = Date(timeIntervalSince1970: -10)
        #expect(TOTP.accepts("755224", secret: Self.secret, now: now, lastStep: nil) == 0)
        #expect(TOTP.accepts("755224", secret: Self.secret, now: now.addingTimeInterval(-60), lastStep: nil) == nil)
    }

    @Test(
        "tell how far a phone's clock is off, up to twenty minutes",
        arguments: [(0, 0), (600, 600), (-600, -600), (1200, 1200), (1260, nil)] as [(Int, Int?)])
    func drift(later: Int, drift: Int?) {
        #expect(TOTP.drift(of: Self.code(later), secret: Self.secret, now: Self.now) == drift)
    }
}

@Suite("The secret of an authenticator app")
struct TOTPSecretTests {
    /// RFC 4648, section 10.
    @Test(
        "is written in base32 as published",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ])
    func base32(text: String, encoded: String) {
        #expect(Base32.encode(Array(text.utf8)) == encoded)
        #expect(Base32.decode(encoded) == Array(text.utf8))
        #expect(Base32.decode(encoded.lowercased() + "==") == Array(text.utf8))
    }

    @Test("is not read from what is no base32", arguments: ["M", "MZ1", "MZXW6YTB!", "M=Z", "MZ", "MZXW7YQB8"])
    func malformed(text: String) {
        #expect(Base32.decode(text) == nil)
    }

    @Test("has 160 random bits, and comes back from what is stored")
    func stored() throws {
        let secret = TOTPSecret.generate()
        #expect(secret.bytes.count == 20)
        #expect(secret.base32.reveal().count == 32)
        #expect(TOTPSecret(base32: secret.base32.reveal())?.bytes == secret.bytes)
        #expect(TOTPSecret(base32: "MZXW6YTBOI") == nil)
        #expect(!MaskingTests.printed(secret).contains(secret.base32.reveal()))
    }

    @Test("is scanned as an address that every app reads")
    func uri() {
        let uri = OneTimePasswordTests.secret.uri(issuer: "Entrepôt: Ring & Co", account: "anna+shop@example.com")
        #expect(
            uri.reveal() == "otpauth://totp/Entrep%C3%B4t%20Ring%20%26%20Co:anna%2Bshop%40example.com"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Entrep%C3%B4t%20Ring%20%26%20Co"
                + "&algorithm=SHA1&digits=6&period=30")
    }
}
