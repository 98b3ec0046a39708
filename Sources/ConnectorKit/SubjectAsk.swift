/// What a channel passes on from a person about the data held of them, or about a shop that left. To be answered in time; it
/// names a person, so it is sealed wherever it is kept, and not shown.
public struct SubjectAsk: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
        /// A customer wants to know what is held of them.
        case access
        /// A customer wants it erased.
        case erasure
        /// All data of a shop that took the app away is to be erased.
        case shopErasure = "shop-erasure"
    }

    /// How the channel knows the person and what is theirs.
    public struct Person: Sendable, Hashable, Codable {
        /// The channel's id of the customer.
        public var customer: String?
        /// Only where the channel names no customer: it is all there is to find them by.
        public var mail: String?
        public var phone: String?
        /// The channel's ids of the orders it is about.
        public var orders: [String]
        /// The channel's id of the request.
        public var request: String?

        public init(
            customer: String? = nil, mail: String? = nil, phone: String? = nil, orders: [String] = [],
            request: String? = nil
        ) {
            self.customer = customer
            self.mail = mail
            self.phone = phone
            self.orders = orders
            self.request = request
        }
    }

    public var kind: Kind
    public var person: Person
    /// Equal for a request that is sent again; tells nothing without the channel's secret.
    public var digest: [UInt8]
    /// Days that the channel gives for it.
    public var days: Int

    public init(_ kind: Kind, person: Person = Person(), digest: [UInt8], days: Int) {
        self.kind = kind
        self.person = person
        self.digest = digest
        self.days = days
    }
}

extension SubjectAsk: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(self.kind.rawValue) asked" }
    public var debugDescription: String { self.description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SubjectAsk.Person: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "a person" }
    public var debugDescription: String { self.description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
