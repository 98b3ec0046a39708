import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Carries HTTP between the socket and the shops.
///
/// Below Hummingbird's `Application`, because that sets the `Date` header itself and a shop's clock may be wrong.
struct TwinResponder: Sendable {
    let market: TwinMarket

    /// Larger bodies are cut off by closing the connection. Bytes.
    private static let bodyLimit = 16 << 20

    /// The connection is to be closed without (the rest of) an answer.
    private struct Dropped: Error {}

    func respond(to request: Request, _ writer: consuming ResponseWriter) async throws {
        var request = request
        let body = try await request.collectBody(upTo: Self.bodyLimit)
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        if let authority = request.head.authority { headers["host"] = authority }
        let call = TwinRequest(
            method: request.method.rawValue, target: request.head.path ?? "/", headers: headers,
            body: Array(body.readableBytesView))
        let reply = await self.market.answer(call)
        if reply.delay > 0 { try await Task.sleep(for: .seconds(reply.delay)) }
        if reply.ending == .drop { throw Dropped() }
        try await self.send(reply, isHead: request.method == .head, writer)
    }

    private func send(_ reply: TwinReply, isHead: Bool, _ writer: consuming ResponseWriter) async throws {
        var fields = HTTPFields()
        for header in reply.headers {
            if let name = HTTPField.Name(header.name) { fields.append(HTTPField(name: name, value: header.value)) }
        }
        fields[.contentLength] = String(reply.body.count + reply.padding)
        let head = HTTPResponse(status: .init(code: reply.status), headerFields: fields)
        if isHead { return try await writer.writeResponse(head) }
        if reply.ending == .whole, reply.padding == 0 {
            return try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
        }
        var out = try await writer.writeHead(head)
        if reply.ending == .dropMidway {
            try await out.write(ByteBuffer(bytes: reply.body.prefix(reply.body.count / 2)))
            throw Dropped()
        }
        try await out.write(ByteBuffer(bytes: reply.body))
        let spaces = ByteBuffer(repeating: UInt8(ascii: " "), count: 1_000_000)
        var left = reply.padding
        while left > 0 {
            try await out.write(spaces.getSlice(at: 0, length: min(left, 1_000_000)) ?? spaces)
            left -= min(left, 1_000_000)
        }
        try await out.finish(nil)
    }
}
