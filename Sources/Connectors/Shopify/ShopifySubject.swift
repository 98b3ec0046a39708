import ConnectorKit
import Wire

/// The three topics about privacy that every public app must take, set in the app's own configuration and delivered for all of
/// its shops to one address (shopify.dev, "Privacy law compliance").
enum ShopifySubject {
    /// "Complete the action within 30 days of receiving the request" (the same page).
    static let days = 30

    /// - Parameter signature: Of the body, under the app's secret: it names the request, and tells nothing of it.
    static func ask(
        _ kind: SubjectAsk.Kind, _ body: [UInt8], signature: [UInt8]
    ) throws(WebhookError) -> SubjectAsk {
        let payload: Payload
        do {
            payload = try JSONAnswer.decode(Payload.self, from: body)
        } catch {
            throw .unreadable(error.description)
        }
        guard kind != .shopErasure else { return SubjectAsk(kind, digest: signature, days: Self.days) }
        guard let customer = payload.customer else { throw .unreadable("the customer is missing") }
        var person = SubjectAsk.Person(
            customer: customer.id.map(String.init),
            orders: (payload.ordersRequested ?? payload.ordersToRedact ?? []).map(String.init),
            request: payload.dataRequest.map { String($0.id) })
        // "In some cases, a customer record contains only the customer's email address" (the same page).
        if person.customer == nil { (person.mail, person.phone) = (customer.email, customer.phone) }
        guard person.customer != nil || person.mail != nil || person.phone != nil || !person.orders.isEmpty else {
            throw .unreadable("nothing names the customer")
        }
        return SubjectAsk(kind, person: person, digest: signature, days: Self.days)
    }

    private struct Payload: Decodable {
        struct Customer: Decodable {
            var id: Int64?
            var email: String?
            var phone: String?
        }
        struct Request: Decodable { var id: Int64 }
        var customer: Customer?
        var ordersRequested: [Int64]?
        var ordersToRedact: [Int64]?
        var dataRequest: Request?

        enum CodingKeys: String, CodingKey {
            case customer
            case ordersRequested = "orders_requested"
            case ordersToRedact = "orders_to_redact"
            case dataRequest = "data_request"
        }
    }
}
