import ArgumentParser
import TrawlDomain

extension FailureLimit: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}
