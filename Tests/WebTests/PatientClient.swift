import Hummingbird
import NIOCore

@testable import HummingbirdTesting

/// The client of a live test that waits five minutes for an answer: a crowded test machine may take longer than the twenty
/// seconds that the framework's own allows, and none of these tests is about time.
struct PatientClient: TestClientProtocol {
    private let client: TestClient

    var port: Int? { self.client.port }

    func executeRequest(
        uri: String, method: HTTPRequest.Method, headers: HTTPFields, body: ByteBuffer?
    ) async throws -> TestResponse {
        var headers = headers
        headers[.connection] = "keep-alive"
        let answer = try await self.client.execute(
            TestClient.Request(uri, method: method, authority: "localhost", headers: headers, body: body))
        return TestResponse(
            head: answer.head, body: answer.body ?? ByteBuffer(), trailerHeaders: answer.trailerHeaders)
    }

    /// Connects, asks, and lets go.
    static func asking<Value: Sendable>(
        port: Int, _ body: @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        let client = TestClient(host: "localhost", port: port, configuration: .init(timeout: .seconds(300)))
        client.connect()
        let result: Result<Value, any Error>
        do { result = .success(try await body(PatientClient(client: client))) } catch { result = .failure(error) }
        try await client.shutdown()
        return try result.get()
    }
}
