import Foundation
import Testing

@testable import Vault

@Suite("API tokens")
struct APITokenTests {
    @Test("a token read back from a request matches its stored digest")
    func roundTrip() throws {
        let made = APIToken.generate()
        let shown = try #require(APIToken(made.secret.reveal()))
        #expect(shown.matches(digest: made.digest))
        #expect(made.digest.count == 32)
        #expect(!APIToken.generate().matches(digest: made.digest))
        #expect(!made.matches(digest: []))
    }

    /// The digest of `ent_AAA…A` (43 times A) as `sha256sum` gives it.
    @Test("the digest is plain SHA-256 of the text")
    func digest() {
        let token = APIToken.generate(random: RandomBytes { Array(repeating: 0, count: $0) })
        #expect(token.secret.reveal() == "ent_" + String(repeating: "A", count: 43))
        #expect(Hex.encode(token.digest) == "b8f8dbef8a5cbba23afa20e4008495f3fc3740395ddc8cb686beb5977ea12baf")
    }

    @Test(
        "what cannot be ours is not looked up",
        arguments: [
            "", "ent_", "ent_short", "ck_" + String(repeating: "A", count: 44),
            "ent_" + String(repeating: "A", count: 44),
            "ent_" + String(repeating: "!", count: 43), "ent_" + String(repeating: "A", count: 42) + "B",
            "ent_" + String(repeating: "+", count: 43), "•••",
        ])
    func malformed(text: String) {
        #expect(APIToken(text) == nil)
    }
}

@Suite("Comparing and signing")
struct SigningTests {
    @Test(
        "bytes are equal only when all are",
        arguments: [
            ([], [], true), ([1, 2], [1, 2], true), ([1, 2], [1, 3], false), ([1, 2], [0, 2], false),
            ([1], [1, 0], false),
        ] as [([UInt8], [UInt8], Bool)])
    func constantTime(left: [UInt8], right: [UInt8], isEqual: Bool) {
        #expect(ConstantTime.equal(left, right) == isEqual)
    }

    /// RFC 4231, test cases 1, 2 and 6.
    @Test(
        "HMAC-SHA256 gives the published signatures",
        arguments: [
            (
                String(repeating: "0b", count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                "4a656665", "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                String(repeating: "aa", count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ])
    func hmac(key: String, message: String, signature: String) {
        let made = HMACSignature.sha256(Array(message.utf8), key: bytes(key))
        #expect(Hex.encode(made) == signature)
        #expect(HMACSignature.isSHA256(made, of: Array(message.utf8), key: bytes(key)))
        #expect(!HMACSignature.isSHA256(made, of: Array(message.utf8) + [0], key: bytes(key)))
        #expect(!HMACSignature.isSHA256(Array(made.dropLast()), of: Array(message.utf8), key: bytes(key)))
    }
}
