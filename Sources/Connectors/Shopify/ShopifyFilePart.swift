import ConnectorKit
import Foundation
import Wire

/// A part of a file of lines.
struct ShopifyFilePart: Sendable {
    /// From the byte that was asked for.
    var bytes: ArraySlice<UInt8>
    /// Bytes of the whole file; `nil` where it was not told.
    var total: Int?
    var latency: Duration

    struct Lines: Sendable {
        /// Without their ends; slices of the part.
        var texts: [ArraySlice<UInt8>]
        /// The byte after the last whole line.
        var end: Int
        var areLast: Bool
    }

    /// The whole lines of it; what is begun at its end is left for the next part.
    ///
    /// - Parameters:
    ///   - offset: Of its first byte in the file.
    ///   - most: Bytes that were asked for.
    /// - Returns: `nil` where not even one line fits.
    func lines(from offset: Int, atMost most: Int) -> Lines? {
        let isEnd = self.total.map { offset + self.bytes.count >= $0 } ?? (self.bytes.count < most)
        let newline = UInt8(ascii: "\n")
        var whole = self.bytes
        if !isEnd {
            guard let last = self.bytes.lastIndex(of: newline) else { return nil }
            whole = self.bytes[...last]
        }
        return Lines(
            texts: whole.split(separator: newline).filter { !$0.allSatisfy { $0 == 13 || $0 == 32 } },
            end: offset + whole.count, areLast: isEnd)
    }
}

extension ShopifyAPI {
    /// Reads a part of a file that Shopify named; our token is none of that place's business.
    ///
    /// - Throws: `refused` where there is no such file (any more), or it cannot be read in parts.
    func part(of address: String, at offset: Int, bytes: Int) async throws(ConnectorError) -> ShopifyFilePart {
        let url = try ChannelAddress.elsewhere(address, beside: self.place.base)
        let call = HTTPCall(
            "GET", url, headers: [("range", "bytes=\(offset)-\(offset + bytes - 1)")],
            timeout: self.settings.readTimeout, answerLimit: self.settings.answerLimit)
        let (sorting, started) = (ShopifyFileSorting(), self.transport.uptime)
        let reply: HTTPReply
        do throws(TransportError) {
            reply = try await self.transport.send(call)
        } catch .tooLarge {
            throw .refused(code: "file-whole", field: nil, message: "Shopify's file cannot be read in parts.")
        } catch {
            throw sorting.sort(error)
        }
        if let problem = sorting.sort(reply) { throw problem }
        let latency = self.transport.uptime - started
        switch reply.status {
        // Nothing lies behind its last byte.
        case 416: return ShopifyFilePart(bytes: [], total: offset, latency: latency)
        case 206:
            let total = reply[header: "Content-Range"]?.split(separator: "/").last.flatMap { Int($0) }
            return ShopifyFilePart(bytes: reply.body[...], total: total, latency: latency)
        // All of it, whatever was asked for.
        default:
            return ShopifyFilePart(
                bytes: reply.body.dropFirst(offset).prefix(bytes), total: reply.body.count, latency: latency)
        }
    }
}

/// Of the places where Shopify keeps files: nothing they answer has changed the shop.
struct ShopifyFileSorting: AnswerSorting {
    let effect = CallEffect.read

    func sort(_ reply: HTTPReply) -> ConnectorError? {
        switch reply.status {
        case 200..<300, 416: nil
        case 300..<500:
            .refused(
                code: "file-\(reply.status)", field: "file",
                message: "Shopify's place for files said no (\(reply.status)).")
        default: self.lost("Shopify's place for files failed (\(reply.status)).")
        }
    }
}
