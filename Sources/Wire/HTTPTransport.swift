import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// The network: one client for the whole process.
///
/// - Redirects are not followed: a signature holds for one address, and a redirected write may have been taken.
/// - The deadline covers everything from the name look-up to the last byte of the answer.
/// - An answer is read in pieces and dropped at the first byte beyond its limit.
/// - Nothing is sent twice by itself.
public struct HTTPTransport: Transport {
    private let client: HTTPClient
    private let settings: HTTPTransportSettings

    public init(_ settings: HTTPTransportSettings) {
        self.settings = settings
        self.client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: Self.configuration(settings))
    }

    /// Closes every connection. Call it once, when nothing is sent any more.
    public func shutdown() async {
        // It fails only when it was shut down before, which is what is wanted.
        try? await self.client.shutdown()
    }

    public func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        try self.settings.addresses.check(call.url)
        let request = self.request(for: call)
        try self.checkPunctual(call)
        return try await self.inTime(call, request).get()
    }

    /// Races the exchange against its deadline.
    private func inTime(_ call: HTTPCall, _ request: HTTPClientRequest) async -> Result<HTTPReply, TransportError> {
        await withTaskGroup(of: Result<HTTPReply, TransportError>.self) { group in
            group.addTask { await self.exchange(call, request) }
            group.addTask {
                try? await Task.sleep(for: call.timeout)
                return .failure(.interrupted)
            }
            let first = await group.next() ?? .failure(.interrupted)
            group.cancelAll()
            return first
        }
    }

    private func exchange(_ call: HTTPCall, _ request: HTTPClientRequest) async -> Result<HTTPReply, TransportError> {
        do {
            let response = try await self.client.execute(request, timeout: TimeAmount(call.timeout))
            let announced = response.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
            if announced > call.answerLimit { return .failure(.tooLarge) }
            var body: [UInt8] = []
            for try await piece in response.body {
                if body.count + piece.readableBytes > call.answerLimit { return .failure(.tooLarge) }
                body.append(contentsOf: piece.readableBytesView)
            }
            let headers = response.headers.map { (name: $0.name, value: $0.value) }
            return .success(HTTPReply(status: Int(response.status.code), headers: headers, body: body))
        } catch {
            return .failure(TransportFault.sort(error, host: AddressRule.host(of: call.url) ?? ""))
        }
    }

    private func request(for call: HTTPCall) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: call.url.absoluteString)
        request.method = HTTPMethod(rawValue: call.method)
        for header in call.headers { request.headers.add(name: header.name, value: header.value) }
        if !request.headers.contains(name: "user-agent") {
            request.headers.add(name: "user-agent", value: self.settings.userAgent)
        }
        if let trace = CallContext.trace, !request.headers.contains(name: "traceparent") {
            request.headers.add(name: "traceparent", value: trace.header(span: .random(in: 1 ... .max)))
        }
        if let body = call.body { request.body = .bytes(ByteBuffer(bytes: body)) }
        return request
    }

    private static func configuration(_ settings: HTTPTransportSettings) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(settings.connectTimeout)), decompression: .disabled)
        configuration.httpVersion = .http1Only
        // Shorter than the 5 s after which Apache and nginx commonly close: fewer writes into a closing connection.
        configuration.connectionPool.idleTimeout = .seconds(4)
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }
}

/// How we appear on the network, and where we may go.
public struct HTTPTransportSettings: Sendable {
    /// `Entrepot/0.1 (+https://example.org)`: a shop's owner can see who calls, and whom to ask.
    public var userAgent: String
    /// Until a connection stands, TLS included. Default 10 s.
    public var connectTimeout: Duration
    public var addresses: AddressRule

    /// - Parameter contact: A web or mail address of whoever runs this installation.
    public init(
        version: String, contact: String?, connectTimeout: Duration = .seconds(10),
        addresses: AddressRule = AddressRule()
    ) {
        let contact = contact.map { " (+\($0.filter { $0.isASCII && !$0.isNewline && $0 != "(" && $0 != ")" }))" } ?? ""
        self.userAgent = "Entrepot/\(version)\(contact)"
        self.connectTimeout = connectTimeout
        self.addresses = addresses
    }
}
