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

    /// The same where it may be packed.
    ///
    /// - Parameters:
    ///   - packed: `GZIP`, where it is.
    ///   - limit: Bytes, packed and unpacked.
    /// - Throws: `unreadable` where it cannot be unpacked.
    func download(_ address: String, packed: String?, limit: Int) async throws(ConnectorError) -> [UInt8] {
        let bytes = try await self.download(address, limit: limit)
        guard packed == "GZIP" else { return bytes }
        do throws(Gzip.Trouble) {
            return try Gzip.unpack(bytes, limit: limit)
        } catch {
            throw .unreadable("A document of Amazon's is packed and cannot be unpacked.")
        }
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
