import Foundation
import Testing

@testable import Vault

/// The acceptance tests of the specification (github.com/fernet/spec): generate.json, verify.json and invalid.json.
@Suite("Fernet, as its specification has it")
struct FernetVectorTests {
    static let secret = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
    static let token =
        "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=="
    /// 1985-10-26T01:20:00-07:00.
    static let made = Date(timeIntervalSince1970: 499_162_800)

    let fernet: Fernet

    init() throws {
        self.fernet = Fernet(key: try FernetKey(text: Self.secret))
    }

    @Test("generate.json: the same message, time and vector give the published token")
    func generate() throws {
        let random = RandomBytes { count in (0..<count).map { UInt8($0) } }
        #expect(try self.fernet.seal(Array("hello".utf8), now: Self.made, random: random) == Self.token)
    }

    @Test("verify.json: the published token gives its message")
    func verify() throws {
        let opened = try self.fernet.open(Self.token, now: Self.made.addingTimeInterval(1), life: 60)
        #expect(String(decoding: opened, as: UTF8.self) == "hello")
    }

    @Test(
        "invalid.json: what is wrong with a token is found",
        arguments: [
            (
                "incorrect mac", 1,
                "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==",
                FernetError.notAuthentic
            ),
            ("too short", 1, "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA==", .malformed),
            (
                "invalid base64", 1,
                "%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==",
                .malformed
            ),
            (
                "payload size not multiple of block size", 1,
                "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm",
                .malformed
            ),
            (
                "payload padding error", 1,
                "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==",
                .notAuthentic
            ),
            (
                "far-future TS (unacceptable clock skew)", 1,
                "gAAAAAAdwStRAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAnja1xKYyhd-Y6mSkTOyTGJmw2Xc2a6kBd-iX9b_qXQcw==",
                .fromTheFuture
            ),
            (
                "expired TTL", 91,
                "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==",
                .expired
            ),
            (
                "incorrect IV (causes padding error)", 1,
                "gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==",
                .notAuthentic
            ),
        ] as [(String, TimeInterval, String, FernetError)])
    func invalid(description: String, later: TimeInterval, token: String, fault: FernetError) {
        #expect(throws: fault) {
            try self.fernet.open(token, now: Self.made.addingTimeInterval(later), life: 60)
        }
    }
}
