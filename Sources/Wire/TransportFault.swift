import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// Sorts what the network library throws by the one question that counts: can the request have arrived?
enum TransportFault {
    /// - Parameter host: Shown in the text; no other part of the address is.
    static func sort(_ error: any Error, host: String) -> TransportError {
        switch error {
        case let error as NIOConnectionError:
            return .unreachable(Self.text(error, host))
        case let error as HTTPClientError:
            return Self.sort(error, host)
        case let error as IOError where Self.beforeSending.contains(error.errnoCode):
            return .unreachable("\(host) refuses the connection or cannot be routed to.")
        case NIOSSLError.handshakeFailed, is NIOSSLExtraError, is BoringSSLError:
            return .unreachable("\(host) has no valid certificate, or speaks no TLS 1.2.")
        case is SocketAddressError:
            return .unreachable("\(host) is not a name the network knows.")
        case is ChannelError:
            if case ChannelError.connectTimeout = error { return .unreachable("\(host) does not take the connection.") }
            return .interrupted
        default:
            return .interrupted
        }
    }

    private static func sort(_ error: HTTPClientError, _ host: String) -> TransportError {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .socksHandshakeTimeout, .httpProxyHandshakeTimeout,
            .getConnectionFromPoolTimeout:
            .unreachable("\(host) does not take the connection in time.")
        case .alreadyShutdown: .unreachable("The network part was shut down.")
        case .invalidURL, .emptyHost, .emptyScheme: .forbidden("This is not a complete web address.")
        default: .interrupted
        }
    }

    private static func text(_ error: NIOConnectionError, _ host: String) -> String {
        error.connectionErrors.isEmpty
            ? "\(host) is not a name the network knows." : "\(host) refuses the connection or cannot be routed to."
    }

    private static let beforeSending: Set<CInt> = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL]
}
