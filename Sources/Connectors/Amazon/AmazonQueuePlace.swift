import ConnectorKit
import Foundation
import Wire

/// One queue of Amazon SQS, as its URL names it: `https://sqs.eu-west-1.amazonaws.com/123456789012/entrepot`.
struct AmazonQueuePlace: Sendable, Hashable {
    /// Where requests go: the address without account and name.
    let endpoint: URL
    let address: URL
    let region: String
    let account: String
    let name: String

    /// What the Notifications API calls it (notifications.json, `SqsResource`).
    var arn: String { "arn:aws:sqs:\(self.region):\(self.account):\(self.name)" }

    /// - Throws: `refused` for what is no such address, or a FIFO queue, to which Amazon does not deliver; `forbidden` for what
    ///   may not be called.
    init(_ address: URL) throws(ConnectorError) {
        try ChannelAddress.check(address, refused: Self.refused)
        let parts = address.path().split(separator: "/").map(String.init)
        guard parts.count >= 2, let host = address.host(), address.query == nil,
            parts[parts.count - 2].wholeMatch(of: /[0-9]{12}/) != nil,
            parts[parts.count - 1].wholeMatch(of: /[A-Za-z0-9_-]{1,80}/) != nil,
            let region = Self.region(of: host)
        else { throw Self.refused }
        self.address = address
        self.endpoint = address.deletingLastPathComponent().deletingLastPathComponent()
        self.region = region
        self.account = parts[parts.count - 2]
        self.name = parts[parts.count - 1]
    }

    /// On this machine (a twin, a stand-in) any region is as good.
    private static func region(of host: String) -> String? {
        if let match = host.wholeMatch(of: /sqs\.([a-z0-9-]+)\.amazonaws\.com/) { return String(match.1) }
        return AddressRule.isLoopback(host) ? "us-east-1" : nil
    }

    private static let refused = ConnectorError.refused(
        code: "bad-queue", field: "queue",
        message:
            "This is no standard queue's URL, such as https://sqs.eu-west-1.amazonaws.com/123456789012/entrepot.")
}
