import ConnectorKit
import Crypto
import Foundation
import Wire

/// Checks a notification on its raw bytes with the public key that its header names, and keeps only what happened (notes, "Push").
///
/// Two topics matter: an account that is deleted, and access that a merchant took away. A notification that is sent again has us look
/// again; nothing is believed that a call does not confirm.
public struct EbayNoticeVerifier: WebhookVerifying {
    /// Bytes. A notification is a few members.
    public static let limit = 64 << 10
    static let header = "X-EBAY-SIGNATURE"
    /// Days for erasing: eBay names none; the law's month.
    static let days = 30

    static let deletion = "MARKETPLACE_ACCOUNT_DELETION"
    static let revocation = "AUTHORIZATION_REVOCATION"

    public init() {}

    /// What stands in the header: base64 of JSON.
    struct Seal: Decodable, Sendable {
        var kid: String
        var signature: String
        /// `SHA1` or `SHA256`: what a vendor's talk and the contract's text say differs, so that the field is obeyed.
        var digest: String?
        var alg: String?

        init(_ headers: [(name: String, value: String)]) throws(WebhookError) {
            guard let text = HTTPReply(status: 200, headers: headers)[header: EbayNoticeVerifier.header] else {
                throw .missingHeader(EbayNoticeVerifier.header)
            }
            guard text.utf8.count <= 4_096, let bytes = Signing.base64(text.withoutOuterSpace),
                let seal = try? JSONAnswer.decode(Seal.self, from: bytes), Self.isID(seal.kid)
            else { throw .badSignature }
            self = seal
        }

        /// It becomes part of an address.
        private static func isID(_ text: String) -> Bool {
            (1...100).contains(text.count)
                && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        }
    }

    /// - Parameter secret: The public key, as `getPublicKey` gives it: PEM, with or without line breaks.
    public func verify(
        headers: [(name: String, value: String)], body: [UInt8], secret: String, now: Date
    ) throws(WebhookError) -> WebhookNotice {
        guard body.count <= Self.limit else { throw .tooLarge }
        let seal = try Seal(headers)
        guard let key = Self.key(secret), let bytes = Signing.base64(seal.signature),
            let signature = try? P256.Signing.ECDSASignature(derRepresentation: bytes),
            Self.fits(signature, body, key, seal.digest)
        else { throw .badSignature }
        return try Self.notice(body)
    }

    private static func fits(
        _ signature: P256.Signing.ECDSASignature, _ body: [UInt8], _ key: P256.Signing.PublicKey, _ digest: String?
    ) -> Bool {
        switch digest?.uppercased().replacing("-", with: "") {
        case "SHA256": key.isValidSignature(signature, for: SHA256.hash(data: body))
        case "SHA1", nil: key.isValidSignature(signature, for: Insecure.SHA1.hash(data: body))
        default: false
        }
    }

    private static func key(_ text: String) -> P256.Signing.PublicKey? {
        let bare = text.replacing("-----BEGIN PUBLIC KEY-----", with: "").replacing(
            "-----END PUBLIC KEY-----", with: ""
        )
        .filter { !$0.isWhitespace }
        return Signing.base64(bare).flatMap { try? P256.Signing.PublicKey(derRepresentation: $0) }
    }

    /// The account that it is about: one of ours, or anybody's at eBay.
    public func shop(of body: [UInt8]) -> String? {
        guard body.count <= Self.limit, let message = try? JSONAnswer.decode(Message.self, from: body),
            let user = message.notification?.data?.userId, !user.isEmpty
        else { return nil }
        return user
    }

    private static func notice(_ body: [UInt8]) throws(WebhookError) -> WebhookNotice {
        let message: Message
        do {
            message = try JSONAnswer.decode(Message.self, from: body)
        } catch {
            throw .unreadable(error.description)
        }
        switch message.metadata?.topic {
        case Self.revocation: return .accessEnded
        case Self.deletion:
            guard let id = message.notification?.notificationId, !id.isEmpty else {
                throw .unreadable("the notification's id is missing")
            }
            return .subject(SubjectAsk(.shopErasure, digest: Array(SHA256.hash(data: Array(id.utf8))), days: Self.days))
        case let topic:
            return .ignored(topic: String((topic ?? "none").prefix(60).filter { $0.isASCII && !$0.isNewline }))
        }
    }

    private struct Message: Decodable {
        struct Metadata: Decodable { var topic: String? }
        struct Notification: Decodable {
            struct Who: Decodable { var userId: String? }
            var notificationId: String?
            var data: Who?
        }
        var metadata: Metadata?
        var notification: Notification?
    }
}
