import ConnectorKit
import Foundation
import Wire

/// Documents lie elsewhere, behind addresses that are signed for some minutes: our token is not sent there, and the address
/// is a secret as long as it holds.
extension AmazonAPI {
    func upload(
        _ bytes: [UInt8], as content: String, to address: String, timeout: Duration
    ) async throws(ConnectorError) {
        let call = HTTPCall(
            "PUT", try ChannelAddress.elsewhere(address, beside: self.place.api), headers: [("content-type", content)],
            body: bytes,
            timeout: timeout, answerLimit: AmazonErrors.longestProblem)
        _ = try await AmazonDocumentErrors().exchange(call, by: self.transport) { _ in Nothing() }
    }

    func download(_ address: String, limit: Int) async throws(ConnectorError) -> [UInt8] {
        let call = HTTPCall(
            "GET", try ChannelAddress.elsewhere(address, beside: self.place.api), timeout: self.settings.readTimeout,
            answerLimit: limit)
        return try await AmazonDocumentErrors().exchange(call, by: self.transport) { $0.body }.value
    }
}

/// What the place where documents lie answers: whether it has them. Nothing there has an effect of its own.
private struct AmazonDocumentErrors: AnswerSorting {
    var effect: CallEffect { .read }

    func sort(_ reply: HTTPReply) -> ConnectorError? {
        (200..<300).contains(reply.status)
            ? nil : .transient("Where Amazon keeps documents, the answer was \(reply.status)")
    }
}
