import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// A mail server that takes our letters: a connection a letter, all of it within a deadline.
public struct SMTPServer: Sendable {
    public enum Security: Sendable, Hashable {
        /// `STARTTLS` on a plain connection, and nothing is sent without it.
        case startTLS
        /// TLS from the first byte.
        case implicit
        /// None. For loopback only.
        case none
    }

    public var host: String
    public var port: Int
    public var security: Security
    /// `Name <address>`, or an address alone.
    public var from: String
    /// Where the server wants one.
    public var user: String?
    private let password: @Sendable () -> String
    /// PEM of the certificates that are trusted instead of the system's.
    public var trusted: [UInt8]?
    /// For the whole delivery. Default 20 s.
    public var timeout: Duration = .seconds(20)

    public init(
        host: String, port: Int, security: Security, from: String, user: String? = nil,
        password: @escaping @Sendable () -> String = { "" }
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.from = from
        self.user = user
        self.password = password
    }

    /// Hands one letter over. Not repeated: after an unreachable server the letter may have been taken.
    public func send(_ message: MailMessage, id: String, at date: Date) async throws(MailError) {
        try await withTaskGroup(of: Result<Void, MailError>.self) { group in
            group.addTask {
                do {
                    try await self.deliver(message, id: id, at: date)
                    return .success(())
                } catch let error as MailError { return .failure(error) } catch {
                    return .failure(.unreachable("no connection"))
                }
            }
            group.addTask {
                try? await Task.sleep(for: self.timeout)
                return .failure(.unreachable("no answer in time"))
            }
            let first = await group.next() ?? .failure(.unreachable("no connection"))
            group.cancelAll()
            return first
        }.get()
    }

    private func deliver(_ message: MailMessage, id: String, at date: Date) async throws {
        var talk = SMTPTalk(
            from: MailMessage.address(of: self.from), to: message.to,
            message: message.rendered(from: self.from, id: id, at: date),
            user: self.user.map { ($0, self.password()) },
            security: self.security == .startTLS ? .startTLS : .asItStands)
        let channel = try await self.connect()
        // What goes wrong until the first word under TLS is TLS's fault, however the library calls it.
        var isSecuring = self.security == .implicit
        do { try await self.converse(channel, &talk, &isSecuring) } catch  where isSecuring {
            throw MailError.insecure
        }
    }

    private func converse(
        _ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ talk: inout SMTPTalk, _ isSecuring: inout Bool
    ) async throws {
        try await channel.executeThenClose { inbound, outbound in
            var replies = SMTPReplies()
            for try await bytes in inbound {
                isSecuring = false
                try replies.append(bytes.readableBytesView)
                while let reply = try replies.next() {
                    switch try talk.take(reply) {
                    case .send(let text): try await outbound.write(ByteBuffer(string: text))
                    case .startTLS:
                        // What came in before TLS stands may be anybody's.
                        guard replies.isEmpty else { throw MailError.insecure }
                        isSecuring = true
                        try await self.secure(channel.channel)
                        guard case .send(let hello) = talk.secured() else { return }
                        try await outbound.write(ByteBuffer(string: hello))
                    case .done:
                        try? await outbound.write(ByteBuffer(string: "QUIT\r\n"))
                        return
                    }
                }
            }
            throw MailError.unreachable("the server hung up")
        }
    }

    private func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        let tls = self.security == .implicit ? try self.context() : nil
        let name = self.host
        return try await ClientBootstrap(group: NIOSingletons.posixEventLoopGroup)
            .connectTimeout(.seconds(10))
            .connect(host: self.host, port: self.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: Self.serverName(name)))
                    }
                    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
    }

    private func secure(_ channel: any Channel) async throws {
        let (tls, name) = (try self.context(), self.host)
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(
                NIOSSLClientHandler(context: tls, serverHostname: Self.serverName(name)), position: .first)
        }.get()
    }

    /// An address of numbers is no name that TLS could be told.
    private static func serverName(_ host: String) -> String? {
        (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
    }

    private func context() throws -> NIOSSLContext {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let trusted { tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(trusted)) }
        return try NIOSSLContext(configuration: tls)
    }
}

/// Whoever takes letters: an `SMTPServer`, or a test.
public struct Mailer: Sendable {
    private let deliver: @Sendable (MailMessage, String, Date) async throws(MailError) -> Void

    public init(_ deliver: @escaping @Sendable (MailMessage, String, Date) async throws(MailError) -> Void) {
        self.deliver = deliver
    }

    public init(_ server: SMTPServer) {
        self.init { (message, id, date) async throws(MailError) in
            try await server.send(message, id: id, at: date)
        }
    }

    /// - Parameter id: The same for the same letter, so that a server knows one that comes twice.
    public func send(_ message: MailMessage, id: String, at date: Date) async throws(MailError) {
        try await self.deliver(message, id, date)
    }
}
