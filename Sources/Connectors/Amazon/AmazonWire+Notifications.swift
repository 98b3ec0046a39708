extension AmazonWire {
    /// Most answers of the Notifications API stand in such.
    struct Envelope<Payload: Decodable & Sendable>: Decodable, Sendable {
        var payload: Payload
    }

    struct Destination: Decodable, Sendable {
        struct Resource: Decodable, Sendable {
            var sqs: Queue?
            var eventBridge: Bus?
        }
        struct Queue: Codable, Sendable, Hashable { var arn: String }
        /// An account and a region of AWS.
        struct Bus: Codable, Sendable, Hashable {
            var accountId: String
            var region: String
        }
        var destinationId: String
        var resource: Resource
    }

    struct DestinationWish: Encodable, Sendable {
        struct Resource: Encodable, Sendable {
            var sqs: Destination.Queue?
            var eventBridge: Destination.Bus?
        }
        var name: String
        var resourceSpecification: Resource
    }

    struct Subscription: Decodable, Sendable {
        var subscriptionId: String
        var destinationId: String
    }

    struct SubscriptionWish: Encodable, Sendable {
        struct Directive: Encodable, Sendable {
            struct Filter: Encodable, Sendable {
                var eventFilterType: String
                var orderChangeTypes: [String]
            }
            var eventFilter: Filter
        }
        var payloadVersion: String
        var destinationId: String
        var processingDirective: Directive?
    }

    /// An answer of which only the status matters.
    struct Anything: Decodable, Sendable {}
}
