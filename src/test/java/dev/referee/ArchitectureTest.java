package dev.referee;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import dev.referee.model.EndpointPattern;

/** The arrows of docs/ARCHITECTURE.md: who may import whom. */
@AnalyzeClasses(packages = "dev.referee", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule modelImportsNothingOfOurs = classes()
            .that()
            .resideInAPackage("dev.referee.model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.referee.model..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule correlateKnowsOnlyTheModel = classes()
            .that()
            .resideInAPackage("dev.referee.correlate..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.referee.correlate..", "dev.referee.model..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule correlateHasNoClockAndNoThread = noClasses()
            .that()
            .resideInAPackage("dev.referee.correlate..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.concurrent..");

    @ArchTest
    static final ArchRule reconcileKnowsOnlyTheModel = classes()
            .that()
            .resideInAPackage("dev.referee.reconcile..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.referee.reconcile..", "dev.referee.model..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule reconcileHasNoClock = noClasses()
            .that()
            .resideInAPackage("dev.referee.reconcile..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.time.Clock");

    @ArchTest
    static final ArchRule auditKnowsNeitherTheCorrelatorNorTheEdge = noClasses()
            .that()
            .resideInAPackage("dev.referee.audit..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.referee.correlate..",
                    "dev.referee.edge..",
                    "dev.referee.intake.ami..",
                    "dev.referee.intake.ari..",
                    "dev.referee.intake.hep..",
                    "dev.referee.push..",
                    "dev.referee.webhook..",
                    "dev.referee.app..");

    @ArchTest
    static final ArchRule intakeKnowsOnlyTheModel = noClasses()
            .that()
            .resideInAPackage("dev.referee.intake..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.referee.correlate..",
                    "dev.referee.log..",
                    "dev.referee.edge..",
                    "dev.referee.push..",
                    "dev.referee.reconcile..",
                    "dev.referee.app..");

    @ArchTest
    static final ArchRule logKnowsOnlyTheModel = noClasses()
            .that()
            .resideInAPackage("dev.referee.log..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.referee.correlate..",
                    "dev.referee.intake..",
                    "dev.referee.edge..",
                    "dev.referee.push..",
                    "dev.referee.webhook..",
                    "dev.referee.reconcile..",
                    "dev.referee.app..");

    @ArchTest
    static final ArchRule edgeReadsTheLogAndNeverSeesTheCorrelator = noClasses()
            .that()
            .resideInAPackage("dev.referee.edge..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.referee.correlate..", "dev.referee.intake..", "dev.referee.app..");

    /** In the order of this list: each package of the edge knows only some of those before it. */
    @ArchTest
    static final ArchRule theEdgesPackagesKnowOnlyThoseBeforeThem = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.referee.edge..")
            .layer("agreed with others")
            .definedBy("dev.referee.edge")
            .layer("client")
            .definedBy("dev.referee.edge.client..")
            .layer("access")
            .definedBy("dev.referee.edge.access..")
            .layer("feed")
            .definedBy("dev.referee.edge.feed..")
            .layer("http")
            .definedBy("dev.referee.edge.http..")
            .layer("socket")
            .definedBy("dev.referee.edge.socket..")
            .layer("server")
            .definedBy("dev.referee.edge.server..")
            .ensureAllClassesAreContainedInArchitectureIgnoring(DescribedPredicate.not(
                    JavaClass.Predicates.resideInAPackage("dev.referee.edge..")))
            .whereLayer("agreed with others")
            .mayNotAccessAnyLayer()
            .whereLayer("client")
            .mayOnlyAccessLayers("agreed with others")
            .whereLayer("access")
            .mayOnlyAccessLayers("agreed with others", "client")
            .whereLayer("feed")
            .mayOnlyAccessLayers("access")
            .whereLayer("http")
            .mayOnlyAccessLayers("agreed with others", "client", "access", "feed")
            .whereLayer("socket")
            .mayOnlyAccessLayers("agreed with others", "client", "access", "feed", "http");

    @ArchTest
    static final ArchRule noPackageIsInACycle =
            slices().matching("dev.referee.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule whoMaySeeWhatAndWhatIsHandedOutKnowNoHttp = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.referee.edge.client..",
                    "dev.referee.edge.access..",
                    "dev.referee.edge.feed..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.core.http..", "io.vertx.ext.web..");

    @ArchTest
    static final ArchRule clientsFeedAndServerKnowOfNoTokens = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.referee.edge.client..",
                    "dev.referee.edge.feed..",
                    "dev.referee.edge.server..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.referee.token..");

    @ArchTest
    static final ArchRule theDoctorKnowsNoCallAndNoLog = noClasses()
            .that()
            .resideInAPackage("dev.referee.doctor..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.referee.correlate..",
                    "dev.referee.log..",
                    "dev.referee.push..",
                    "dev.referee.policy..",
                    "dev.referee.app..");

    @ArchTest
    static final ArchRule laddersKnowOfOursOnlyTheModel = noClasses()
            .that()
            .resideInAPackage("dev.referee.ladder..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.referee..")
                    .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(
                            "dev.referee.ladder..", "dev.referee.model.."))));

    @ArchTest
    static final ArchRule policyKnowsOnlyTheModel = classes()
            .that()
            .resideInAPackage("dev.referee.policy..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.referee.policy..", "dev.referee.model..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule problemsKnowOfOursOnlyTheModel = noClasses()
            .that()
            .resideInAPackage("dev.referee.problem..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.referee..")
                    .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(
                            "dev.referee.problem..", "dev.referee.model.."))));

    @ArchTest
    static final ArchRule tokensKnowOfOursOnlyHowEndpointsAreNamed = noClasses()
            .that()
            .resideInAPackage("dev.referee.token..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.referee..")
                    .and(DescribedPredicate.not(
                            JavaClass.Predicates.resideInAPackage("dev.referee.token..")))
                    .and(DescribedPredicate.not(
                            JavaClass.Predicates.equivalentTo(EndpointPattern.class))));

    @ArchTest
    static final ArchRule onlyTheTokensKnowNimbus = noClasses()
            .that()
            .resideOutsideOfPackage("dev.referee.token..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.nimbusds..");

    @ArchTest
    static final ArchRule metricsReadTheLogAndKnowNoCall = noClasses()
            .that()
            .resideInAPackage("dev.referee.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.referee.correlate..",
                    "dev.referee.intake..",
                    "dev.referee.edge..",
                    "dev.referee.app..");

    @ArchTest
    static final ArchRule pushReadsTheLogAndKnowsNoPbx = noClasses()
            .that()
            .resideInAPackage("dev.referee.push..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.referee.correlate..",
                    "dev.referee.intake.*..",
                    "dev.referee.edge..",
                    "dev.referee.metrics..",
                    "dev.referee.app..");

    @ArchTest
    static final ArchRule webhooksReadTheLogAndKnowNoCall = noClasses()
            .that()
            .resideInAPackage("dev.referee.webhook..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.referee.correlate..",
                    "dev.referee.intake..",
                    "dev.referee.policy..",
                    "dev.referee.edge..",
                    "dev.referee.push..",
                    "dev.referee.metrics..",
                    "dev.referee.app..");

    @ArchTest
    static final ArchRule theEdgeAndTheWebhooksKnowNothingOfAdministration = noClasses()
            .that()
            .resideOutsideOfPackages("dev.referee.admin..", "dev.referee.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.referee.admin..");

    @ArchTest
    static final ArchRule theEdgeKnowsNoWebhooks = noClasses()
            .that()
            .resideInAPackage("dev.referee.edge..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.referee.webhook..", "dev.referee.push..");

    @ArchTest
    static final ArchRule administrationKnowsTheDoorsOfEdgeAndWebhooksAlone = noClasses()
            .that()
            .resideInAPackage("dev.referee.admin..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.referee.correlate..",
                    "dev.referee.intake..",
                    "dev.referee.policy..",
                    "dev.referee.push..",
                    "dev.referee.token..",
                    "dev.referee.metrics..",
                    "dev.referee.app..");

    @ArchTest
    static final ArchRule onlyTheWebhooksKnowTheirLibraries = noClasses()
            .that()
            .resideOutsideOfPackage("dev.referee.webhook..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.standardwebhooks..", "io.vertx.circuitbreaker..");

    @ArchTest
    static final ArchRule onlyTheMetricsKnowMicrometer = noClasses()
            .that()
            .resideOutsideOfPackage("dev.referee.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..", "io.prometheus..");

    @ArchTest
    static final ArchRule onlyTheAmiIntakeKnowsAsteriskJava = noClasses()
            .that()
            .resideOutsideOfPackage("dev.referee.intake.ami..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.asteriskjava..");

    @ArchTest
    static final ArchRule onlyTheAriIntakeKnowsAri4java = noClasses()
            .that()
            .resideOutsideOfPackage("dev.referee.intake.ari..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ch.loway..");
}
