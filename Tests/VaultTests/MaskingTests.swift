import Foundation
import Testing

@testable import Vault

@Suite("Secrets stay unseen")
struct MaskingTests {
    static let canary = "cs_canary_5d41402abc4b2a76"

    struct Credentials: Codable, Hashable {
        var user = "anna"
        var secret = Secret(MaskingTests.canary)
    }

    /// Everything a logger, a debugger or a careless interpolation would do to a value.
    static func printed(_ value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return "\(value)" + String(describing: value) + String(reflecting: value) + dumped
            + "\(Mirror(reflecting: value).children.map { "\($0)" })"
    }

    @Test("a secret never prints, alone or inside another value")
    func secret() {
        let credentials = Credentials()
        let places: [Any] = [
            credentials.secret, credentials, [credentials], ["a": credentials], Optional(credentials) as Any,
            (1, credentials.secret),
        ]
        #expect(!Self.printed(places).contains("canary"))
        #expect(places.allSatisfy { !Self.printed($0).contains("canary") })
        #expect("\(credentials.secret)" == "•••")
    }

    @Test("a secret never encodes")
    func encoding() throws {
        let json = String(decoding: try JSONEncoder().encode(Credentials()), as: UTF8.self)
        #expect(json.contains("•••"))
        #expect(!json.contains("canary"))
    }

    @Test("a secret that was typed is read; its mask sent back is not")
    func decoding() throws {
        let typed = Data(#"{"user":"anna","secret":"\#(Self.canary)"}"#.utf8)
        #expect(try JSONDecoder().decode(Credentials.self, from: typed).secret.reveal() == Self.canary)
        let echoed = try JSONEncoder().encode(Credentials())
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Credentials.self, from: echoed) }
    }

    @Test("secrets compare by their text")
    func equality() {
        #expect(Secret("a") == Secret("a"))
        #expect(Secret("a") != Secret("b"))
        #expect(Secret("a") != Secret("aa"))
        #expect(Set([Secret("a"), Secret("a")]).count == 1)
    }

    @Test("keys and tokens show no more than their id")
    func keys() throws {
        let token = APIToken.generate()
        let shown = Self.printed([Fixed.masterKey, Fixed.tenantKey, token] as [Any])
        #expect(!shown.contains(token.secret.reveal().dropFirst(4)))
        #expect(!shown.contains(Fixed.masterKey.text.reveal()))
        #expect("\(Fixed.masterKey)" == "master key \(Fixed.masterKey.id)")
        #expect("\(Fixed.tenantKey)" == "tenant key \(Fixed.tenantKey.id)")
        #expect("\(token)" == "ent_•••")
    }

    @Test(
        "every refusal has a code, and a sentence with a way out",
        arguments: [
            VaultError.masterKeyMalformed(source: "K"), .masterKeyExposed(path: "/k", mode: "0644"),
            .masterKeyNotOurs(path: "/k"),
            .masterKeyMissing(path: "/k"), .masterKeyUnreachable(path: "/k", code: 13),
            .wrongKey(needed: Fixed.masterKey.id, held: Fixed.otherMasterKey.id), .unreadable, .notAuthentic,
        ])
    func refusals(error: VaultError) {
        #expect(!error.code.isEmpty)
        #expect(error.description.split(separator: ". ").count >= 2)
    }
}
