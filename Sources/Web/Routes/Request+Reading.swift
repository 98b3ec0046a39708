import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Operations

extension Request {
    /// The whole body, counted while it arrives.
    ///
    /// - Throws: `Refusal` 413 as soon as it is known to be larger than `limit` bytes.
    func bytes(upTo limit: Int) async throws -> [UInt8] {
        if let length = self.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Refusal.tooLarge(limit)
        }
        var bytes: [UInt8] = []
        for try await part in self.body {
            guard bytes.count + part.readableBytes <= limit else { throw Refusal.tooLarge(limit) }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    /// The body as JSON of one shape; an empty body reads as `{}`.
    func json<Value: Decodable>(_ type: Value.Type) async throws -> Value {
        let bytes = try await self.bytes(upTo: 1 << 20)
        do { return try JSONDecoder().decode(type, from: bytes.isEmpty ? Data("{}".utf8) : Data(bytes)) } catch {
            throw Refusal.invalid("The body", Self.reason(error))
        }
    }

    func query(_ name: String) -> String? {
        // Read from the raw query: a form writes a space as `+`, which is no plus once it is decoded.
        for pair in (self.uri.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, Self.decoded(parts[0]) == name else { continue }
            return Self.decoded(parts[1]).flatMap { $0.isEmpty ? nil : $0 }
        }
        return nil
    }

    /// - Parameter range: What is outside of it is brought to its nearer end.
    func limit(_ usual: Int, most: Int = 1_000) throws(Refusal) -> Int {
        guard let text = self.query("limit") else { return usual }
        guard let number = Int(text), number >= 1 else { throw .invalid("limit", "is not a number from 1.") }
        return min(number, most)
    }

    private static func decoded(_ text: Substring) -> String? {
        text.replacing("+", with: " ").removingPercentEncoding
    }

    private static func reason(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, _): "“\(key.stringValue)” is missing."
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "is not the JSON object that this address expects."
                : "“\(context.codingPath.map(\.stringValue).joined(separator: "."))” has another type."
        default: "is not JSON."
        }
    }
}

extension Response {
    /// Any view as JSON.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: try ViewJSON.text(value))))
    }

    static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
