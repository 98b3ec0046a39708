import AsyncHTTPClient
import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// A receiver of webhooks on loopback that keeps what it gets.
actor Inbox {
    struct Letter: Sendable {
        var headers: [String: String]
        var body: [UInt8]

        var text: String { String(decoding: self.body, as: UTF8.self) }
        var isPing: Bool { self.text.hasPrefix("webhook_id=") }
        var node: Node { Node((try? JSONSerialization.jsonObject(with: Data(self.body))) ?? NSNull()) }
        subscript(name: String) -> String? { self.headers[name.lowercased()] }
    }

    private(set) var letters: [Letter] = []
    private(set) var url = ""
    private let status: Int

    init(answering status: Int = 200) { self.status = status }

    /// Deliveries without pings.
    var news: [Letter] { self.letters.filter { !$0.isPing } }

    /// Listens while the body runs.
    static func open(
        answering status: Int = 200, _ body: @escaping @Sendable (Inbox) async throws -> Void
    ) async throws {
        let inbox = Inbox(answering: status)
        let ready = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "inbox")
        logger.logLevel = .critical
        let server = try HTTPServerBuilder.http1().buildServer(
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: 0)),
            eventLoopGroup: HTTPClient.defaultEventLoopGroup, logger: logger,
            responder: { (request, writer, _) in
                var request = request
                let bytes = try await request.collectBody(upTo: 1 << 20)
                var headers: [String: String] = [:]
                for field in request.headers { headers[field.name.canonicalName] = field.value }
                let status = await inbox.take(Letter(headers: headers, body: Array(bytes.readableBytesView)))
                try await writer.writeResponse(
                    HTTPResponse(status: .init(code: status), headerFields: [.contentLength: "0"]))
            },
            onServerRunning: { channel in
                ready.continuation.yield(channel.localAddress?.port ?? 0)
                ready.continuation.finish()
            })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask {
                for await port in ready.stream { await inbox.listen(on: port) }
                try await body(inbox)
            }
            try await group.next()
            group.cancelAll()
            while let result = await group.nextResult() { _ = result }
        }
    }

    private func take(_ letter: Letter) -> Int {
        self.letters.append(letter)
        return self.status
    }

    private func listen(on port: Int) { self.url = "http://127.0.0.1:\(port)/in" }
}
