import Foundation
import Wire

extension AmazonWire {
    struct FeedDocumentWish: Encodable, Sendable {
        var contentType: String
    }

    /// Where a document lies, to be put there or fetched.
    struct FeedPlace: Decodable, Sendable {
        var feedDocumentId: String
        var url: String
        /// `GZIP`.
        var compressionAlgorithm: String?
    }

    struct FeedWish: Encodable, Sendable {
        var feedType: String
        var marketplaceIds: [String]
        var inputFeedDocumentId: String
    }

    struct FeedName: Decodable, Sendable {
        var feedId: String
    }

    struct FeedState: Decodable, Sendable {
        var processingStatus: String
        var resultFeedDocumentId: String?
    }

    /// listings-feed-schema-v2.
    struct Feed: Encodable, Sendable {
        struct Header: Encodable, Sendable {
            var sellerId: String
            var version: String
        }
        struct Message: Encodable, Sendable {
            var messageId: Int
            var sku: String
            var operationType: String
            var productType: String
            var patches: [Patch]
        }
        var header: Header
        var messages: [Message]
    }

    /// listings-feed-processing-report-schema-v2.
    struct FeedReport: Decodable, Sendable {
        struct Issue: Decodable, Sendable {
            /// Missing where it is about the whole feed.
            var messageId: Int?
            var code: String?
            var severity: String
            var message: String
            var attributeName: String?
        }
        struct Summary: Decodable, Sendable {
            var messagesAccepted: Int
        }
        var issues: [Issue]
        var summary: Summary
    }
}
