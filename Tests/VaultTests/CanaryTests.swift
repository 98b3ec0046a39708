import Foundation
import Testing

@testable import Vault

@Suite("Canary secrets")
struct CanaryTests {
    static let canary = Canary.generate("woo.consumer-secret")
    static var secret: String { Self.canary.secret.reveal() }

    @Test("are unlike each other, and need no escaping anywhere")
    func shape() {
        #expect(Self.secret.wholeMatch(of: /canary[0-9a-f]{34}/) != nil)
        #expect(Canary.generate("a").secret != Canary.generate("a").secret)
        #expect(!MaskingTests.printed(Self.canary).contains(Self.secret))
    }

    @Test("are found in every disguise, wherever in the text", arguments: [0, 1, 2, 3, 17])
    func disguises(before: Int) {
        let text = Self.secret
        let padding = String(repeating: "x", count: before)
        let hidden: [(Canary.Disguise, String)] = [
            (.plain, text), (.plain, text.uppercased()), (.half, String(text.prefix(30))),
            (.half, String(text.suffix(20))),
            (.reversed, String(text.reversed())), (.hex, Hex.encode(Array(text.utf8))),
            (.hex, Hex.encode(Array(text.utf8)).uppercased()),
            (.base64, Data((padding + text + "yy").utf8).base64EncodedString()),
            (.base64, Base64URL.encode(Array((padding + text).utf8))),
            (.percent, text.utf8.map { "%" + Hex.encode([$0]).uppercased() }.joined()),
        ]
        #expect(hidden.allSatisfy { Self.canary.traces(in: padding + $0.1 + "\nmore").contains($0.0) })
    }

    @Test("are found in a basic authentication header")
    func basic() {
        let header = "Basic " + Data("ck_1:\(Self.secret)".utf8).base64EncodedString()
        #expect(Self.canary.traces(in: header) == [.base64])
    }

    @Test("are found among bytes that are no text")
    func bytes() {
        #expect(Self.canary.traces(in: [0xFF, 0x00] + Array(Self.secret.utf8) + [0xC3]).contains(.plain))
    }

    @Test(
        "are not found where they are not",
        arguments: ["", "•••", "canary", "woo.consumer-secret", Canary.generate("other").secret.reveal()])
    func absent(text: String) {
        #expect(Self.canary.traces(in: text).isEmpty)
    }

    @Test("do not show in what the vault makes of them")
    func sealed() throws {
        let plaintext = Array(Self.secret.utf8)
        for cipher in CredentialCipher.allCases {
            let sealed = try cipher.seal(
                plaintext, tenant: Fixed.tenant, context: Fixed.context, keys: KeyRing(Fixed.tenantKey),
                now: FernetTests.now)
            #expect(Self.canary.traces(in: sealed).isEmpty)
        }
    }

    @Test("of many fields tell which one leaked, where and how, and not themselves")
    func field() throws {
        let field = CanaryField(["woo.secret", "etsy.refresh-token", "etsy.access-token"])
        let token = try #require(field["etsy.refresh-token"])
        let log = "GET /x?token=\(token.reveal()) 200"
        let sightings = field.sightings(in: log, at: "log")
        #expect(sightings.map(\.description) == ["etsy.refresh-token in log (half, plain)"])
        #expect(field.sightings(in: "GET /x 200", at: "log").isEmpty)
        #expect(field["unknown"] == nil)
    }
}
