import ConnectorKit
import Foundation
import Vault

/// A queue of this installation's own that a channel delivers to.
struct QueueSetting: Sendable, Hashable {
    var address: URL
    var key: String
    var secret: Secret
    /// Whether another service forwards what it is given into the queue.
    var isForwarded: Bool

    var queue: ChannelQueue {
        ChannelQueue(
            address: self.address, keyID: self.key, secret: self.secret.reveal(), isForwarded: self.isForwarded)
    }

    /// How one channel's queue is set.
    struct Form: Sendable {
        var displayName: String
        var address: Setting
        var key: Setting
        var secretVariable: String
        var secretFile: Setting
        var forwarding: Setting

        static let amazon = Form(
            displayName: "Amazon", address: .amazonQueue, key: .amazonQueueKey,
            secretVariable: "ENTREPOT_AMAZON_QUEUE_SECRET", secretFile: .amazonQueueSecretFile,
            forwarding: .amazonEventBridge)

        func half(missing: String) -> HalfAnApp {
            HalfAnApp(
                sentence:
                    "A queue for \(self.displayName)'s news has an address, a key and a secret, and the \(missing) is missing.",
                wayOut:
                    "Set \(self.address.name), \(self.key.name), and \(self.secretVariable) or \(self.secretFile.name); or "
                    + "none of them.")
        }
    }

    /// - Returns: `nil` where none of it is set.
    static func read(
        _ form: Form, _ sources: SettingSources, _ environment: [String: String], _ read: (String) throws -> Data?
    ) throws(SettingError) -> QueueSetting? {
        let secret = try AppSetting.secret(form.secretVariable, form.secretFile, sources, environment, read)
        let address = try sources.value(form.address) { text in
            URL(string: text).flatMap { $0.host() != nil && ["http", "https"].contains($0.scheme) ? $0 : nil }
        }
        let isForwarded = try sources.value(form.forwarding) { ["on": true, "off": false][$0] } ?? false
        switch (address, sources.text(form.key), secret) {
        case (nil, nil, nil): return nil
        case (nil, _, _): throw .halfAnApp(form.half(missing: "address"))
        case (_, nil, _): throw .halfAnApp(form.half(missing: "key"))
        case (_, _, nil): throw .halfAnApp(form.half(missing: "secret"))
        case (let address?, let key?, let secret?):
            return QueueSetting(address: address, key: key, secret: secret, isForwarded: isForwarded)
        }
    }
}
