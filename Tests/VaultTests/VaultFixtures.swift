import Foundation

@testable import Vault

/// Keys and places that never change, so that what is sealed can be compared with bytes made elsewhere.
enum Fixed {
    static let tenant = uuid("0192f0c1-7a3b-7c4d-8e5f-112233445566")
    static let otherTenant = uuid("0192f0c1-7a3b-7c4d-8e5f-112233445567")
    static let context = "connection/1/credentials"
    static let tenantKey = TenantKey(bytes: Array(0..<32))
    static let otherTenantKey = TenantKey(bytes: Array(1..<33))
    static let masterKey = MasterKey(bytes: Array(100..<132))
    static let otherMasterKey = MasterKey(bytes: Array(101..<133))
    static let plaintext = Array("ck_1:cs_2".utf8)
    /// Bytes 200, 201, …: the nonce is known in advance.
    static let random = RandomBytes { count in (0..<count).map { UInt8(200 + $0 % 56) } }

    private static func uuid(_ text: String) -> UUID {
        guard let uuid = UUID(uuidString: text) else { preconditionFailure("\(text) is no UUID") }
        return uuid
    }
}

func bytes(_ hex: String) -> [UInt8] {
    guard let bytes = Hex.decode(hex) else { preconditionFailure("\(hex) is no hex") }
    return bytes
}
