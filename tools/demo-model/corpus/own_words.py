"""Entries of our own for everyday words: OWN = {word: (part of speech, gloss, example)}.

These are the words a newcomer tries first. WordNet's most frequent sense is missing for some of them
(lighthouse, kangaroo), another one than people mean for others (a tiger: "a fierce person"; a mouse
has no sense that wins), or says it in a zoologist's words. SIMILAR has words of nearly the same
meaning for some of them.

One line an entry: `word (part of speech): gloss | example`, and perhaps `| similar, words`; an
indented line continues the one before.
"""
import re

TEXT = """
bear (noun): a large heavy wild animal with thick fur and strong claws | The bear ate berries in the forest.
kangaroo (noun): a large Australian animal that hops on strong back legs and carries its young in a pouch |
    The kangaroo hopped across the dry field.
koala (noun): a grey furry Australian animal that lives in trees and eats leaves | The koala slept high in the
    tree.
panda (noun): a large black and white animal like a bear that eats bamboo | The panda chewed a stick of
    bamboo.
tiger (noun): a large wild cat with orange fur and black stripes | The tiger hid in the tall grass.
lion (noun): a large wild cat of Africa whose male has a long mane | We heard the lion roar at night.
leopard (noun): a large wild cat with yellow fur and black spots | A leopard rested on the branch.
cheetah (noun): a slim spotted wild cat that runs faster than any other animal on land | The cheetah raced
    across the plain.
elephant (noun): a very large grey animal with a long trunk and big ears | The elephant lifted the log with
    its trunk.
giraffe (noun): a tall African animal with a very long neck and legs | The giraffe ate leaves from the top of
    the tree.
zebra (noun): a wild African animal like a horse with black and white stripes | A zebra drank at the river.
monkey (noun): a clever animal with a long tail that climbs trees | The monkey swung from branch to branch.
gorilla (noun): the largest kind of ape, with a broad chest and dark fur | The gorilla sat with its baby.
hippo (noun): a large heavy African animal with thick skin that lives in rivers | Only the ears of the hippo
    were above the water.
rhino (noun): a large heavy animal with thick skin and one or two horns on its nose | The rhino rolled in the
    mud.
camel (noun): a large desert animal with one or two humps that carries people and goods | They crossed the
    desert by camel.
dog (noun): an animal with four legs kept as a pet or to guard and hunt | The dog barked at the postman. |
    hound
cat (noun): a small furry animal kept as a pet that catches mice | The cat slept by the fire.
horse (noun): a large strong animal with hooves that people ride | She rode the horse along the beach.
cow (noun): a large farm animal kept for its milk | The farmer milks the cow every morning.
pig (noun): a farm animal with a flat nose and a curly tail | The pig rolled in the mud.
sheep (noun): a farm animal with a thick coat of wool | The sheep grazed on the hill.
goat (noun): a farm animal with horns and a beard that climbs well | The goat ate the washing on the line.
chicken (noun): a bird kept on farms for its eggs and meat | Every chicken in the yard ran for the corn.
duck (noun): a water bird with a broad beak, short legs and webbed feet | A duck swam across the pond.
goose (noun): a large water bird with a long neck that hisses when angry | The goose chased the boy out of the
    yard.
donkey (noun): an animal like a small horse with long ears that carries loads | The donkey pulled a cart up
    the hill.
rabbit (noun): a small animal with long ears and a short tail that lives in holes | The rabbit ran into its
    hole.
hare (noun): an animal like a large rabbit with long ears that runs very fast | The hare raced over the field.
mouse (noun): a small animal with a long tail; also a device that moves a pointer on a screen | The mouse ate
    the cheese.
rat (noun): an animal like a large mouse with a long thin tail | A rat ran along the wall of the barn.
hamster (noun): a small round animal with big cheeks that is kept as a pet | The hamster ran in its wheel all
    night.
wolf (noun): a wild animal like a large dog that hunts in groups | The wolf howled at the moon.
fox (noun): a wild animal with red fur, a pointed face and a bushy tail | The fox crept into the garden at
    night.
badger (noun): a wild animal with a black and white striped head that lives underground | The badger came out
    of its hole at dusk.
hedgehog (noun): a small animal covered with spines that rolls into a ball when afraid | A hedgehog slept
    under the leaves.
squirrel (noun): a small animal with a bushy tail that climbs trees and gathers nuts | The squirrel hid a nut
    in the ground.
otter (noun): a brown furry animal that swims well and eats fish | The otter dived after a fish.
beaver (noun): an animal with strong teeth and a flat tail that builds dams | The beaver cut down a small
    tree.
moose (noun): a very large deer with wide flat antlers | A moose stood in the middle of the road.
deer (noun): a fast wild animal with long legs whose male has antlers | Two deer ran through the forest.
bat (noun): a small animal like a mouse with wings that flies at night | A bat flew out of the cave.
whale (noun): a very large animal that lives in the sea and breathes air | The whale came up to breathe.
dolphin (noun): a clever sea animal with a long nose that breathes air and leaps from the water | A dolphin
    leapt beside the boat.
shark (noun): a large sea fish with many sharp teeth | The shark swam around the boat.
seal (noun): a sea animal with flippers that eats fish and rests on rocks | The seal lay on the rock in the
    sun.
walrus (noun): a large sea animal of the north with two long tusks | The walrus slept on the ice.
octopus (noun): a soft sea animal with eight arms | The octopus hid between the rocks.
crab (noun): a sea animal with a hard shell and claws that walks sideways | A crab ran over the sand.
lobster (noun): a sea animal with a long hard body and two large claws | The lobster hid under a stone.
shrimp (noun): a small sea animal with a thin shell and many legs | The fisherman caught a bucket of shrimp.
snail (noun): a small slow animal with a soft body and a round shell | The snail crawled along the wall.
worm (noun): a small animal with a long thin soft body and no legs | The bird pulled a worm out of the ground.
frog (noun): a small animal with smooth skin and long back legs that jumps | The frog jumped into the pond.
toad (noun): an animal like a frog with dry rough skin that lives on land | A toad sat under the wet leaves.
snake (noun): a long thin animal without legs | The snake slid through the grass. | serpent
turtle (noun): an animal with a hard shell that lives in water | The turtle swam back to the sea.
tortoise (noun): a slow animal with a hard shell that lives on land | The tortoise ate a leaf of lettuce.
crocodile (noun): a large dangerous animal with a long mouth and sharp teeth that lives in rivers | The
    crocodile lay still in the water.
alligator (noun): a large animal like a crocodile with a broad flat nose | An alligator watched us from the
    river.
dinosaur (noun): a kind of reptile that died out millions of years ago | They found the bones of a dinosaur.
dragon (noun): a large animal of stories that has wings and breathes fire | The dragon guarded a heap of gold.
unicorn (noun): an animal of stories like a white horse with one horn | The unicorn ran through the magic
    forest.
penguin (noun): a black and white bird of the far south that swims but cannot fly | The penguin slid over the
    ice on its belly.
parrot (noun): a bird with bright feathers that can learn to say words | The parrot said good morning.
peacock (noun): a large bird whose male has long bright tail feathers | The peacock spread its tail.
robin (noun): a small brown bird with a red breast | A robin sang in the garden.
owl (noun): a bird with large eyes that hunts at night | The owl sat in the old tower.
crow (noun): a large black bird with a loud rough cry | A crow sat on the fence.
swan (noun): a large white water bird with a long neck | The swan swam slowly across the lake.
pigeon (noun): a grey bird with a small head that often lives in towns | The pigeon picked up the crumbs.
bee (noun): a flying insect that makes honey and can sting | The bee flew from flower to flower.
wasp (noun): a thin black and yellow flying insect that can sting | A wasp landed on the jam.
ant (noun): a small insect that lives and works in large groups | An ant carried a leaf to the nest.
spider (noun): a small animal with eight legs that spins webs | The spider waited in its web.
butterfly (noun): an insect with four large, often brightly coloured wings | A butterfly sat on the flower.
moth (noun): an insect like a butterfly that flies mostly at night | A moth flew around the lamp.
beetle (noun): an insect with hard wing covers | A green beetle crawled up the stem.
ladybird (noun): a small round beetle, usually red with black spots | The ladybird walked over my hand.
dinner (noun): the main meal of the day | We had soup for dinner.
animal (noun): a living thing that can move, feel and eat | The elephant is the largest animal on land. |
    creature
pet (noun): an animal kept at home for company | Her first pet was a rabbit.
bird (noun): an animal with feathers, wings and a beak | The bird built a nest in the tree.
fish (noun): an animal that lives in water and has fins | The fish swam under the bridge.
insect (noun): a small animal with six legs and often wings | The ant is an insect.
bread (noun): a food made of flour and water and baked in an oven | He cut two slices of bread.
butter (noun): a soft yellow food made from cream | She spread butter on the toast.
cheese (noun): a solid food made from milk | We ate bread and cheese.
milk (noun): a white liquid that cows and other animals make to feed their young | The child drank a glass of
    milk.
egg (noun): a round object with a shell in which a young bird grows | The hen laid an egg.
apple (noun): a round fruit with red, green or yellow skin and firm white flesh | He ate an apple after lunch.
pear (noun): a sweet juicy fruit that is wide at the bottom and narrow at the top | The pear was soft and
    sweet.
banana (noun): a long curved fruit with a yellow skin | The monkey peeled the banana.
orange (noun): a round juicy fruit with a thick skin, and the colour of it | She peeled an orange.
lemon (noun): a yellow fruit with a sour juice | She put a slice of lemon in the tea.
lime (noun): a small green fruit with a sour juice | He squeezed a lime over the fish.
cherry (noun): a small round red fruit with a stone inside | There was a cherry on top of the cake.
peach (noun): a round sweet fruit with a soft furry skin and a stone inside | The peach was ripe and juicy.
plum (noun): a soft purple or yellow fruit with a stone inside | He picked a plum from the tree.
potato (noun): a round vegetable that grows under the ground | He peeled a potato for the soup.
tomato (noun): a soft round red fruit eaten as a vegetable | She cut a tomato for the salad.
carrot (noun): a long orange vegetable that grows under the ground | The rabbit ate a carrot.
onion (noun): a round vegetable with many layers and a strong smell | Cutting an onion made him cry.
garlic (noun): a small white plant bulb with a strong taste used in cooking | The sauce tasted of garlic.
cabbage (noun): a round vegetable with thick green or white leaves | They grew cabbage in the garden.
pea (noun): a small round green seed eaten as a vegetable | A single pea rolled off the plate.
pasta (noun): an Italian food made from flour and water in many shapes | We cooked pasta with tomato sauce.
rice (noun): the small white grains of a plant, eaten as food | She cooked a pot of rice.
soup (noun): a liquid food made by cooking vegetables or meat in water | The soup was too hot to eat.
cake (noun): a sweet food baked from flour, eggs, butter and sugar | She baked a cake for his birthday.
biscuit (noun): a small, flat, dry and usually sweet cake | He had a biscuit with his tea. | cookie
pie (noun): a dish of fruit or meat baked in pastry | Grandmother made an apple pie.
chocolate (noun): a sweet brown food made from cocoa beans | He broke off a piece of chocolate.
sugar (noun): a sweet white or brown substance put in food and drink | Do you take sugar in your tea?
salt (noun): a white substance from the sea or the ground that gives food taste | The soup needs more salt.
pepper (noun): a hot powder made from dried berries that gives food taste | He put salt and pepper on the egg.
tea (noun): a hot drink made by pouring boiling water on dried leaves | Would you like a cup of tea?
coffee (noun): a hot dark drink made from roasted beans | She drinks coffee in the morning.
water (noun): the clear liquid that falls as rain and fills rivers and seas | He drank a glass of water.
juice (noun): the liquid that comes out of fruit or vegetables | She drank a glass of orange juice.
wine (noun): an alcoholic drink made from grapes | They shared a bottle of red wine.
beer (noun): an alcoholic drink made from grain and hops | He ordered a glass of beer.
meat (noun): the flesh of animals eaten as food | The dog ate the meat.
food (noun): what people and animals eat to live | There was enough food for everyone.
fruit (noun): the part of a plant that holds its seeds and is often sweet to eat | An apple is a fruit.
vegetable (noun): a plant, or part of one, that is eaten as food | A carrot is a vegetable.
home (noun): the place where someone lives | It was dark when she came home.
house (noun): a building where people live | They live in a small white house.
room (noun): a part of a building with its own walls, floor and ceiling | The room had two windows.
door (noun): a flat piece that opens and closes the way into a room or building | Please shut the door.
window (noun): an opening in a wall with glass in it that lets in light | She looked out of the window.
wall (noun): the upright side of a room or building, or a barrier of stone | He hung the picture on the wall.
floor (noun): the flat part of a room that people walk on | The keys fell on the floor.
table (noun): a piece of furniture with a flat top and legs; also facts in rows and columns | The plates are
    on the table.
chair (noun): a seat for one person with a back and usually four legs | She sat down on the chair.
bed (noun): a piece of furniture to sleep on | The child jumped on the bed.
lamp (noun): a device that gives light | He read by the light of a lamp.
candle (noun): a stick of wax with a string inside that burns to give light | She lit a candle.
plate (noun): a flat round dish from which food is eaten | There was a cake on the plate.
spoon (noun): a tool with a small round bowl and a handle, used for eating soup | She ate the soup with a
    spoon.
fork (noun): a tool with a handle and three or four points, used for eating | He ate the pasta with a fork.
knife (noun): a tool with a sharp blade and a handle, used for cutting | Cut the bread with a knife.
fridge (noun): a cold cupboard that keeps food fresh | The milk is in the fridge.
kettle (noun): a pot with a lid and a spout, used for boiling water | She filled the kettle to make tea.
mirror (noun): a piece of glass in which you can see yourself | He looked at his face in the mirror.
key (noun): a small piece of metal that opens a lock; also a button on a keyboard | She turned the key in the
    lock.
lock (noun): a device that keeps a door or box shut until a key opens it | The lock on the door was broken.
clock (noun): a device that shows the time | The clock on the wall struck twelve.
watch (verb): look at something for some time | We like to watch the boats.
book (noun): a set of printed pages held together in a cover | She read a book about stars.
brush (noun): a tool with stiff hairs, used for cleaning, painting or tidying hair | He cleaned the floor with
    a brush.
umbrella (noun): a round cloth cover on a stick that keeps off the rain | Take an umbrella, it is going to
    rain.
hammer (noun): a tool with a heavy head, used for hitting nails | He hit the nail with a hammer.
nail (noun): a thin pointed piece of metal that is hit into wood; also the hard end of a finger | The picture
    hung on a nail.
saw (noun): a tool with a toothed blade, used for cutting wood | She cut the board with a saw.
screw (noun): a pointed piece of metal with a spiral edge that holds things together | He tightened the screw.
ladder (noun): two long bars joined by steps, used for climbing | The painter climbed the ladder.
rope (noun): a strong thick cord | They tied the boat with a rope. | cord
needle (noun): a thin pointed piece of metal used for sewing | She put the thread through the needle.
scissors (noun): a tool with two blades that cross, used for cutting paper or cloth | Cut along the line with
    scissors.
toy (noun): an object for a child to play with | The boy's favourite toy was a wooden train. | plaything
doll (noun): a toy that looks like a small person | The girl put a hat on her doll.
kite (noun): a light toy on a long string that flies in the wind | The kite rose high above the beach.
balloon (noun): a thin rubber bag filled with air or gas | The red balloon floated away.
bike (noun): a vehicle with two wheels that is moved by pedals | She rides her bike to school. | bicycle,
    cycle
train (noun): a line of railway carriages pulled by an engine | The train left the station on time.
lorry (noun): a large motor vehicle that carries goods | The lorry was full of apples. | truck
bridge (noun): something built to carry a road or path over a river | We walked over the bridge.
lighthouse (noun): a tower by the sea with a bright light that guides ships | The lighthouse stood on a rock
    above the waves.
castle (noun): a large old building with thick walls and towers | The king lived in a castle.
tower (noun): a tall narrow building or part of one | A bell rang in the tower.
school (noun): a place where children go to learn | The school has two hundred pupils.
church (noun): a building where Christians pray | The bells of the church rang on Sunday.
shop (noun): a place where things are sold | He bought bread at the shop. | store
market (noun): a place where people meet to buy and sell things | She sold eggs at the market.
farm (noun): land where crops are grown and animals are kept | There are cows and hens on the farm.
bank (noun): a place that keeps and lends money; also the side of a river | She put her money in the bank.
library (noun): a place where books are kept to be read or borrowed | I borrowed two books from the library.
museum (noun): a building where old or interesting things are kept and shown | We saw a dinosaur in the
    museum.
station (noun): a place where trains or buses stop for passengers | They met at the station.
airport (noun): a place where aircraft take off and land | The plane landed at the airport.
harbour (noun): a sheltered place by the shore where ships can stay | The ships were safe in the harbour. |
    port
telephone (noun): a device for talking to someone far away | The telephone rang twice. | phone
phone (noun): a device for talking to someone far away | She forgot her phone at home. | telephone
radio (noun): a device that receives sounds sent through the air | He listened to music on the radio.
television (noun): a device with a screen that shows moving pictures and sound | They watched television after
    dinner.
sun (noun): the star that gives the earth light and heat | The sun rises in the east.
moon (noun): the round body that moves around the earth and shines at night | The moon was full and bright.
star (noun): a huge ball of burning gas that shines as a small light in the night sky | We saw a bright star
    above the hill.
planet (noun): a large round body that moves around a star | The earth is a planet.
earth (noun): the planet on which we live | The moon moves around the earth. | world
world (noun): the earth with all its countries and people | She sailed around the world. | earth
sky (noun): the space above the earth where the sun, stars and clouds are seen | The sky was clear and blue.
cloud (noun): a white or grey mass of tiny drops of water in the sky | A dark cloud hid the sun.
rain (noun): water that falls in drops from the clouds | The rain fell all day.
snow (noun): soft white pieces of frozen water that fall from the sky | The garden was covered with snow.
wind (noun): air that moves across the land or sea | The wind blew his hat away.
storm (noun): very bad weather with strong wind and rain | The storm broke two trees.
thunder (noun): the loud noise that follows lightning | The dog is afraid of thunder.
lightning (noun): a bright flash of electricity in the sky | Lightning struck the old tree.
fog (noun): thick cloud close to the ground that is hard to see through | The ship was lost in the fog. | mist
rainbow (noun): a curve of colours in the sky when the sun shines through rain | A rainbow stood over the
    valley.
weather (noun): how hot, wet or windy it is outside | The weather was warm and dry.
sea (noun): the salt water that covers most of the earth | The boat sailed out to sea. | ocean
ocean (noun): a very large sea | The ship crossed the ocean in a week. | sea
river (noun): a wide stream of water that flows to the sea or a lake | The river runs through the town.
lake (noun): a large area of water with land all around it | They swam in the lake.
island (noun): a piece of land with water all around it | Nobody lives on the island.
beach (noun): a strip of sand or stones by the sea | The children played on the beach.
mountain (noun): a very high hill | There is snow on top of the mountain.
hill (noun): a piece of high ground lower than a mountain | The sheep grazed on the hill.
forest (noun): a large area covered with trees | They lost their way in the forest. | woods
tree (noun): a tall plant with a wooden trunk and branches | The children sat under the tree.
leaf (noun): one of the flat, usually green parts of a plant | A leaf fell from the tree.
flower (noun): the part of a plant that makes seeds and is often bright | She picked a yellow flower. |
    blossom
rose (noun): a sweet-smelling flower that grows on a bush with thorns | He gave her a red rose.
grass (noun): a plant with thin green leaves that covers fields and lawns | The cow ate the grass.
sand (noun): very small grains of stone found on beaches and in deserts | The children dug a hole in the sand.
fire (noun): the heat, light and flames of something that burns | They sat around the fire.
desert (noun): a large dry area of land where few plants grow | Camels live in the desert.
cave (noun): a large hole in the side of a hill or under the ground | The bear slept in a cave.
volcano (noun): a mountain from which hot melted rock and ash burst out | Smoke rose from the volcano.
earthquake (noun): a sudden strong shaking of the ground | The earthquake cracked the walls.
spring (noun): the season between winter and summer when plants begin to grow | The trees turn green in
    spring.
summer (noun): the warmest season of the year, between spring and autumn | We swim in the lake in summer.
autumn (noun): the season between summer and winter when leaves fall | The leaves turn brown in autumn. | fall
winter (noun): the coldest season of the year, between autumn and spring | The lake froze in winter.
plant (noun): a living thing that grows in the earth and has leaves and roots | Water the plant once a week.
seed (noun): the small part of a plant from which a new one grows | A tiny seed can become a tall tree.
nature (noun): plants, animals, rocks, weather and everything not made by people | She loves to walk in
    nature.
day (noun): a time of twenty-four hours; also the time when it is light | It rained for a whole day.
night (noun): the dark time between sunset and sunrise | The owl hunts at night.
morning (noun): the early part of the day, before noon | He runs every morning.
today (noun): the day that is now | I have no time today.
year (noun): a period of twelve months | The house was built in one year.
time (noun): what is measured in minutes, hours, days and years | Time passes quickly when you play.
body (noun): the whole of a person or animal from head to foot | Swimming is good for the body.
head (noun): the part of the body with the eyes, mouth and brain | He put a hat on his head.
face (noun): the front of the head, with the eyes, nose and mouth | She washed her face.
eye (noun): the part of the body that sees | He closed one eye.
ear (noun): the part of the body that hears | She whispered in my ear.
nose (noun): the part of the face that smells and breathes | The clown had a red nose.
mouth (noun): the part of the face used for eating and speaking | Open your mouth and say ah.
tooth (noun): one of the hard white parts in the mouth used for biting | The child lost a tooth.
tongue (noun): the soft part in the mouth used for tasting and speaking | The hot tea burned his tongue.
arm (noun): the part of the body between the shoulder and the hand | She carried the baby on her arm.
hand (noun): the part of the body at the end of the arm | He held the cup in his hand.
finger (noun): one of the long thin parts at the end of the hand | She wore a ring on her finger.
thumb (noun): the short thick finger at the side of the hand | He hit his thumb with the hammer.
leg (noun): one of the long parts of the body used for walking | He broke his leg on the ice.
foot (noun): the part of the leg on which a person or animal stands | He hurt his foot on a stone.
knee (noun): the place where the leg bends | She fell and cut her knee.
elbow (noun): the place where the arm bends | He leaned on his elbow.
heart (noun): the part of the body that pumps the blood | Her heart beat fast after the race.
brain (noun): the part of the body inside the head that thinks and feels | The brain controls the body.
bone (noun): one of the hard parts inside the body | The dog buried a bone.
blood (noun): the red liquid that the heart pumps around the body | The nurse took a little blood.
skin (noun): the outer covering of a body or a fruit | The sun burned his skin.
stomach (noun): the part of the body where food goes after it is eaten | His stomach was empty.
lung (noun): one of the two parts of the chest used for breathing | The doctor listened to his left lung.
doctor (noun): a person whose job is to treat people who are ill | The doctor looked at her throat. |
    physician
nurse (noun): a person who takes care of people who are ill | The nurse brought a glass of water.
teacher (noun): a person whose job is to help others learn | The teacher wrote a word on the board.
baker (noun): a person who makes bread and cakes | The baker gets up at three in the morning.
cook (noun): a person who prepares food | The cook tasted the soup.
police (noun): the people whose job is to keep order and catch criminals | The police found the stolen car.
carpenter (noun): a person who makes things out of wood | The carpenter built a table.
writer (noun): a person who makes books or stories | The writer sat at her desk all day. | author
king (noun): a man who rules a country because of his birth | The king wore a golden crown.
queen (noun): a woman who rules a country, or the wife of a king | The queen waved to the people.
prince (noun): the son of a king or queen | The prince rode a white horse.
princess (noun): the daughter of a king or queen | The princess lived in a tower.
knight (noun): a soldier of long ago who wore armour and rode a horse | The knight fought the dragon.
wizard (noun): a man in stories who has magic powers | The wizard turned the frog into a prince. | magician
witch (noun): a woman in stories who has magic powers | The witch flew on a broom.
pirate (noun): a person who robs ships at sea | The pirate buried his gold on the island.
judge (noun): a person who decides cases in a court of law | The judge listened to both sides.
tailor (noun): a person who makes and mends clothes | The tailor measured his arms.
scientist (noun): a person who studies nature by watching and testing | The scientist looked at the leaf
    through a lens.
dentist (noun): a doctor who takes care of teeth | I go to the dentist twice a year.
computer (noun): a machine that stores information and follows programs | She wrote the letter on her
    computer.
keyboard (noun): a set of keys for typing on a computer or playing music | He cleaned the dust off the
    keyboard.
screen (noun): the flat part of a computer or television that shows pictures and text | The words appeared on
    the screen. | display
file (noun): a named set of information kept on a computer | Save the file before you stop.
folder (noun): a place on a computer that holds files; also a cover for papers | The pictures are in this
    folder. | directory
program (noun): a set of instructions that a computer follows | The program sorts a list of names.
software (noun): the programs that a computer runs | The new software is easy to use.
hardware (noun): the parts of a computer that can be touched | The disk is a piece of hardware.
memory (noun): the power to remember; also the part of a computer that holds data | The program needs little
    memory.
disk (noun): a device on which a computer keeps files for a long time | The disk is almost full.
cache (noun): a small fast store that keeps what will soon be needed again | The page came quickly from the
    cache.
model (noun): a small copy of something; also a program that has learned from examples | The model answers in
    plain words.
token (noun): a small piece of text that a language model reads or writes at once | A short word is often one
    token.
expert (noun): a person who knows very much about one subject | She is an expert on old maps. | specialist
code (noun): instructions written for a computer; also a system of secret signs | He wrote ten lines of code.
bug (noun): a mistake in a computer program; also a small insect | The programmer found the bug.
server (noun): a computer that gives data or services to other computers | The server is down today.
network (noun): a group of computers or things that are connected | The printer is on the network.
internet (noun): the network that connects computers all over the world | She read the news on the internet.
email (noun): a message sent from one computer to another | He sent me an email last night.
website (noun): a set of pages that people can read on the internet | The shop has a website.
browser (noun): a program for looking at pages on the internet | Open the page in your browser.
laptop (noun): a small computer that can be carried | He works on his laptop in the train.
terminal (noun): a screen or window where a person types commands to a computer | Type the command in the
    terminal.
compiler (noun): a program that turns source code into instructions for a machine | The compiler found two
    mistakes.
variable (noun): a named place in a program that holds a value | The variable counts the words.
function (noun): a named part of a program that does one task; also a purpose | The function returns the sum
    of two numbers.
loop (noun): a part of a program that repeats; also a round shape of rope | The loop runs ten times.
bit (noun): a small piece; also the smallest unit of data, either 0 or 1 | A bit is either 0 or 1.
byte (noun): a unit of data made of eight bits | One letter often takes one byte.
pixel (noun): one of the tiny dots that make up a picture on a screen | Every pixel has a colour.
processor (noun): the part of a computer that carries out the instructions | The processor became hot.
robot (noun): a machine that can move and do work by itself | The robot carried the boxes.
algorithm (noun): a list of exact steps for solving a problem | This algorithm sorts the names.
data (noun): facts or numbers that are collected and used | The data are kept in a file. | information
printer (noun): a machine that puts text and pictures on paper | The printer has no more paper.
password (noun): a secret word that lets someone use a computer or account | Never tell anyone your password.
love (noun): a strong feeling of liking someone or something very much | She looked at the child with love. |
    affection
hate (verb): dislike very much | I hate getting up early. | detest
joy (noun): a feeling of great happiness | The children shouted with joy. | delight
anger (noun): the strong feeling you have when something is unfair or wrong | His face was red with anger. |
    rage
fear (noun): the feeling you have when you are in danger | She climbed the ladder without fear. | terror,
    dread
happiness (noun): the feeling of being glad and pleased | Her face was full of happiness. | joy
sadness (noun): the feeling of being unhappy | He felt sadness when his friend left. | sorrow
happy (adjective): feeling glad and pleased | The happy child laughed. | glad, cheerful
sad (adjective): feeling unhappy | She was sad when the dog ran away. | unhappy, sorrowful
angry (adjective): feeling strongly that something is unfair or wrong | The angry man shouted. | cross,
    furious
afraid (adjective): feeling fear | The boy is afraid of the dark. | scared, frightened
tired (adjective): needing rest or sleep | I was tired after the long walk. | weary, sleepy
hungry (adjective): wanting or needing food | The hungry dog looked at the meat.
thirsty (adjective): wanting or needing a drink | We were thirsty after the race.
lonely (adjective): sad because of having no friends or company | The old man was lonely in the big house.
brave (adjective): ready to face danger or pain | The brave girl jumped into the river. | courageous, bold
shy (adjective): nervous when with other people | The shy boy hid behind his mother. | timid
jealous (adjective): unhappy because someone else has what you want | She was jealous of her sister's new
    bike. | envious
calm (adjective): quiet and not excited or worried | The sea was calm after the storm. | peaceful
hope (noun): the feeling that something good may happen | We never lost hope.
surprise (noun): something that you did not expect | The party was a surprise.
kind (adjective): friendly and ready to help others; as a noun, a sort | It was kind of you to help me. |
    gentle, caring
mother (noun): a woman who has a child | His mother read him a story. | mum
father (noun): a man who has a child | Her father taught her to swim. | dad
friend (noun): a person whom you know well and like | My best friend lives next door. | companion, pal
family (noun): a group of people such as parents and their children | The whole family ate together.
child (noun): a young person; a son or daughter | The child drew a house. | kid
girl (noun): a female child | The girl flew a kite.
boy (noun): a male child | The boy kicked the ball.
baby (noun): a very young child | The baby began to cry. | infant
people (noun): more than one person; men, women and children | Many people came to the party.
make (verb): produce or build something | They make toys out of wood. | create, build
do (verb): carry out an action or a task | What shall we do now? | perform
go (verb): move or travel from one place to another | We go to school by bus. | travel, leave
come (verb): move towards a place or person | Please come here. | arrive
get (verb): receive or fetch something | I get a letter every week. | receive, obtain
give (verb): hand something to someone | I will give you my pen. | hand
take (verb): get hold of something and carry it away | Take your coat with you. | grab
put (verb): move something into a place | Put the cup on the table. | place
see (verb): notice with the eyes | I can see the sea from here. | notice
look (verb): turn the eyes towards something | Look at the moon! | gaze
hear (verb): notice sounds with the ears | I can hear the rain.
listen (verb): pay attention to a sound | Listen to the birds.
tell (verb): give information by speaking or writing | Tell me your name. | inform
talk (verb): say things to someone | They talk on the phone every day. | speak, chat
speak (verb): say words aloud | Please speak slowly. | talk
ask (verb): put a question to someone | Ask the teacher for help.
think (verb): use the mind to form ideas or opinions | Think before you answer.
learn (verb): get knowledge or skill by study or practice | She wants to learn French.
teach (verb): help someone to get knowledge or skill | I will teach you to swim. | instruct
read (verb): look at written words and understand them | He can read without glasses.
write (verb): form letters or words on paper or a screen | Write your name at the top.
eat (verb): put food in the mouth, chew it and swallow it | Rabbits eat grass.
drink (verb): take liquid into the mouth and swallow it | Drink your milk.
sleep (verb): rest with closed eyes and an unconscious mind | Bats sleep during the day.
walk (verb): move on foot at a normal speed | They walk to school together. | stroll
run (verb): move very fast on foot | The children run across the field. | sprint
swim (verb): move through water with arms, legs or fins | Fish swim in the river.
fly (verb): move through the air with wings or in an aircraft | Most birds can fly.
jump (verb): push off the ground with the legs | The frog can jump very far. | leap, hop
climb (verb): go up something using hands and feet | Cats like to climb trees.
sit (verb): rest with the weight on the bottom | Sit down on this chair.
stand (verb): be upright on the feet | We had to stand in the bus.
play (verb): do something for fun, such as a game | The children play in the park.
help (verb): make it easier for someone to do something | Can you help me with this box? | assist, aid
open (verb): move something so that it is no longer shut | Open the window, please.
close (verb): move something so that it is no longer open | Close the door behind you. | shut
buy (verb): get something by paying money for it | We buy bread at the baker's. | purchase
sell (verb): give something to someone for money | They sell fruit at the market.
build (verb): make something by putting parts together | They want to build a house. | construct
break (verb): separate into pieces by force | Do not break the glass. | smash
find (verb): discover something, often after looking for it | I cannot find my keys. | discover
lose (verb): no longer have something | Do not lose your ticket.
throw (verb): send something through the air with the hand | Throw the ball to me. | toss
catch (verb): take hold of something that moves | The cat tried to catch a mouse.
carry (verb): hold something and take it to another place | He helped me carry the bags.
cry (verb): have tears fall from the eyes because of pain or sadness | The baby began to cry. | weep
sing (verb): make music with the voice | They sing a song every morning.
draw (verb): make a picture with a pencil or pen | She likes to draw horses. | sketch
wash (verb): make clean with water | Wash your hands before dinner.
live (verb): be alive; have a home somewhere | They live in a small village. | dwell
die (verb): stop living | Plants die without water.
grow (verb): become larger or taller | Children grow quickly.
stop (verb): come or bring to an end | The rain will stop soon. | end, halt
start (verb): begin to do something | The race will start at noon. | begin
travel (verb): go from one place to another, often far away | They travel to Spain every summer.
work (verb): do a job or a task that takes effort | My parents work in a hospital.
need (verb): must have something | Plants need light and water. | require
like (verb): find pleasant or enjoy | I like apples. | enjoy
use (verb): do something with a thing for a purpose | Use a knife to cut the bread. | employ
good (adjective): of high quality; pleasant or right | This is a good book. | fine
bad (adjective): not good; unpleasant or wrong | The milk smells bad. | poor
big (adjective): large in size | An elephant is a big animal. | large, huge
small (adjective): little in size | A mouse is a small animal. | little, tiny
long (adjective): measuring much from one end to the other | The river is long and wide.
short (adjective): measuring little from one end to the other; not long or tall | It is only a short walk. |
    brief
tall (adjective): of more than usual height | The tall man hit his head. | high
new (adjective): made or found a short time ago | She has a new bike.
old (adjective): having lived or existed for many years | The old house has no roof. | aged
hot (adjective): having a high temperature | The tea is too hot to drink.
cold (adjective): having a low temperature | The wind is cold today. | chilly
warm (adjective): a little hot, in a pleasant way | The bread was still warm.
fast (adjective): moving or acting at high speed | The fast car won the race. | quick, rapid
slow (adjective): moving or acting at low speed | The tortoise is a slow animal.
easy (adjective): not difficult | The test was easy. | simple
hard (adjective): not soft; not easy | The stone is hard. | firm, difficult
light (adjective): not heavy; not dark; as a noun, what makes things visible | The feather is light.
dark (adjective): with little or no light | It was dark in the cave. | dim, gloomy
heavy (adjective): of great weight | The box is too heavy for me. | weighty
strong (adjective): having great power or force | The strong man lifted the stone. | powerful
rich (adjective): having a lot of money | The rich man bought the castle. | wealthy
poor (adjective): having little money | The poor man shared his bread. | needy
loud (adjective): making much noise | The music was too loud. | noisy
quiet (adjective): making little or no noise | The library was quiet. | silent
beautiful (adjective): very pleasant to look at or hear | The garden is beautiful in spring. | lovely, pretty
clever (adjective): quick to learn and understand | The clever fox opened the gate. | smart, bright
funny (adjective): making people laugh | He told a funny story. | amusing, comical
right (adjective): correct or true; also the side opposite to left | Your answer is right. | correct
red (adjective): of the colour of blood | She wore a red dress.
blue (adjective): of the colour of a clear sky | The sea was blue and calm.
green (adjective): of the colour of grass | The tree has green leaves.
yellow (adjective): of the colour of lemons | He drew a yellow sun.
black (adjective): of the darkest colour, like the night sky | The crow is a black bird.
white (adjective): of the lightest colour, like snow | The swan has white feathers.
grey (adjective): of a colour between black and white | The sky was grey with clouds.
music (noun): sounds put together in a pleasant way by singing or playing | They danced to the music.
song (noun): a short piece of music with words | She sang a song for the baby.
story (noun): a telling of things that happened or were made up | Grandfather told us a story. | tale
word (noun): a group of letters or sounds that has a meaning | What does this word mean?
letter (noun): a sign of the alphabet; also a written message sent to someone | The first letter of the
    alphabet is A.
number (noun): a word or sign that says how many | Seven is my lucky number.
language (noun): the words and rules that people use to speak and write | English is a language.
question (noun): words that ask for an answer | The teacher asked a question.
answer (noun): what is said or written in reply to a question | She knew the answer. | reply
idea (noun): a thought or plan in the mind | That is a good idea. | thought
money (noun): coins and notes used to pay for things | He saved money for a new bike. | cash
party (noun): a meeting of people to eat, drink and have fun | She had a party on her birthday. | celebration
war (noun): fighting between countries or large groups | The war lasted three years.
peace (noun): a time without war or fighting | The two kings made peace.
law (noun): a rule made by a country that everyone must follow | Stealing is against the law. | rule
life (noun): the time between birth and death; being alive | He spent his whole life in the village.
gold (noun): a yellow metal that is worth much money | The ring is made of gold.
silver (noun): a shiny grey-white metal used for jewels and coins | She has a spoon made of silver.
iron (noun): a strong hard metal used to make tools and machines | The gate is made of iron.
cotton (noun): a soft white plant fibre used to make cloth | The shirt is made of cotton.
wool (noun): the soft thick hair of sheep, used to make warm cloth | Grandmother knitted a scarf of wool.
glass (noun): a hard clear material used for windows and bottles | The bottle is made of glass.
trousers (noun): clothing that covers the legs separately | He tore his trousers on the fence.
glove (noun): a piece of clothing that covers the hand and fingers | She lost a glove in the snow.
hat (noun): a piece of clothing worn on the head | The wind blew his hat off.
ring (noun): a round band worn on a finger | She wore a golden ring.
ball (noun): a round object used in games | He kicked the ball over the wall.
game (noun): something that people play, usually with rules | Chess is a game for two.
everything (noun): all things | He packed everything into one bag.
slowly (adverb): at a low speed | The snail moved slowly.
quickly (adverb): at a high speed | She quickly ran home. | fast, rapidly
now (adverb): at this time | We have to go now.
here (adverb): in or at this place | Please sit here.
perhaps (adverb): it may be so | Perhaps it will rain tomorrow. | maybe, possibly
dream (noun): pictures and stories in the mind during sleep | He had a dream about flying.
magic (noun): the power in stories to make impossible things happen | The fairy used magic to open the door.
science (noun): the study of nature by watching, measuring and testing | She likes science at school.
art (noun): things such as paintings and music that people make for beauty | The museum shows modern art.
country (noun): a land with its own people and government | France is a country. | nation
city (noun): a large and important town | Millions of people live in the city.
village (noun): a group of houses in the country, smaller than a town | The village has one shop.
again (adverb): one more time | Say it again, please.
although (conjunction): in spite of the fact that | Although it rained, we went out.
among (preposition): in the middle of a group | The house stands among tall trees. | amid
against (preposition): touching or opposing something | The ladder leaned against the wall.
because (conjunction): for the reason that | We stayed in because it rained.
during (preposition): all through a time or at some point in it | He fell asleep during the film.
from (preposition): starting at a place, time or person | The letter is from my aunt.
with (preposition): in the company of, or having or using something | She came with her brother.
without (preposition): not having something | He drinks tea without sugar.
until (preposition): up to a certain time | We waited until noon. | till
since (preposition): from a time in the past until now | He has lived here since May.
unless (conjunction): except if | I will go unless it rains.
while (conjunction): during the time that | She sang while she worked. | whilst
than (conjunction): a word used to compare two things | A horse is bigger than a dog.
through (preposition): from one side or end to the other | The train went through a tunnel.
towards (preposition): in the direction of | The dog ran towards the gate.
into (preposition): to the inside of | The frog jumped into the pond.
upon (preposition): on, in the language of stories | The book lay upon the table. | on
they (pronoun): the people or things already spoken about | They are my neighbours.
she (pronoun): the girl or woman already spoken about | She is my sister.
who (pronoun): a word used to ask which person | Do you know who that is?
anybody (pronoun): any person | Is anybody at home? | anyone
anyone (pronoun): any person | Does anyone know the answer? | anybody
everybody (pronoun): all people | Everybody laughed. | everyone
everyone (pronoun): all people | Everyone came to the party. | everybody
anything (pronoun): any thing at all | He did not say anything.
something (pronoun): a thing that is not named | I heard something in the garden.
anywhere (adverb): in or to any place | I cannot find it anywhere.
myself (pronoun): a word for the person who speaks, when it acts on itself | I made it myself.
admit (verb): say that something is true, though not gladly | I admit that I broke the cup. | confess
arrive (verb): come to a place | The train will arrive at six.
attack (verb): try to hurt or defeat someone | The wolves attack the sheep.
attempt (verb): try to do something difficult | They attempt to climb the mountain. | try
blame (verb): say that someone has done something wrong | Do not blame the dog for it.
bring (verb): carry something to a place or person | Please bring me a glass of water.
cause (verb): make something happen | Ice can cause accidents.
change (verb): become or make different | Leaves change their colour in autumn. | alter
choose (verb): decide which one to take | You may choose a book. | select, pick
connect (verb): join two things together | Connect the printer to the computer. | join, link
contain (verb): have inside | These boxes contain old books. | hold
continue (verb): go on doing something | They continue to work after lunch.
control (verb): have the power to decide what something does | She can control the robot. | direct
cure (verb): make someone healthy again | The medicine will cure the cough. | heal
damage (noun): harm done to a thing | The storm did much damage. | harm
decrease (verb): become or make smaller | The numbers decrease every year. | lessen
deliver (verb): bring something to the place where it shall go | They deliver milk every morning.
direct (adjective): going straight, without a stop or turn | This is a direct train. | straight
discover (verb): find something that was not known | They hope to discover a new star. | find
dislike (verb): not like | Cats dislike water.
end (noun): the last part of something | He read the book to the end. | finish
estimate (verb): guess a number or size with some care | I estimate that it is two miles. | guess
excuse (noun): a reason given for something wrong | He had no excuse for being late.
extend (verb): make or become longer | They want to extend the road. | lengthen
fail (verb): not succeed | If you fail, try again.
fall (verb): go down quickly by its own weight | Apples fall from the tree. | drop
fight (verb): use force or words against someone | The two boys fight every day.
finish (verb): bring to an end | I will finish the book today. | complete, end
flight (noun): a journey through the air | The flight took two hours.
gain (verb): get something of use | We gain time if we take the train. | obtain
grind (verb): crush into powder | They grind corn into flour.
hide (verb): put or stay where nobody can see | The children hide behind the tree. | conceal
hint (noun): a small sign that helps to guess something | Give me a hint! | clue
hang (verb): fasten something at the top so that the lower part is free | Hang your coat on the hook.
have (verb): own or hold | I have two brothers. | own, possess
keep (verb): go on having | You may keep the book. | retain
label (noun): a piece of paper that says what something is | The label said poison. | tag
land (noun): the part of the earth that is not water | The sailors saw land at last.
march (verb): walk with regular steps, as soldiers do | The soldiers march through the town.
mix (verb): put different things together | Mix the flour with water. | blend, combine
modern (adjective): of the present time | They live in a modern house.
move (verb): go or bring from one place to another | Please move your chair.
nasty (adjective): very unpleasant | There was a nasty smell.
naughty (adjective): behaving badly, of a child | The naughty boy hid the keys.
plastic (noun): a light man-made material that can be given any shape | The bottle is made of plastic.
place (noun): a particular point or area | This is a good place for a picnic. | spot
practise (verb): do something often to get better at it | She must practise the piano.
print (verb): put words or pictures on paper with a machine | They print the paper at night.
promise (verb): say that you will surely do something | I promise to come. | vow
protest (verb): say strongly that you are against something | They protest against the new road. | object
raise (verb): lift up or make higher | Raise your hand if you know it. | lift
reach (verb): arrive at, or stretch far enough to touch | I cannot reach the shelf.
recent (adjective): that happened a short time ago | This is a recent picture.
record (noun): a written account; also the best result so far | He keeps a record of the weather.
recover (verb): become well again | She will soon recover from the cold.
release (verb): let go or set free | They release the bird tomorrow. | free
remain (verb): stay | Only two apples remain on the tree. | stay
remove (verb): take away | Remove the lid first.
rumour (noun): a story that people tell and that may not be true | There was a rumour about a ghost.
save (verb): keep from danger; also keep for later | The dog could save the child. | rescue
select (verb): take from a group as the best or right one | Select a file from the list. | choose
serve (verb): bring food to people, or work for someone | They serve dinner at seven.
settle (verb): make a home somewhere, or end a quarrel | They want to settle in the south.
shift (verb): move a little to another place | Can you shift your chair? | move
six (noun): the number that is one more than five | Three and three make six.
single (adjective): only one | There was a single tree on the hill. | sole
solid (adjective): hard and firm, not liquid or gas | Ice is solid water. | firm
south (noun): the direction to the right when you look at the rising sun | Birds fly south in autumn.
east (noun): the direction in which the sun rises | The wind comes from the east.
stay (verb): not leave a place | We stay at home today. | remain
storey (noun): one level of a building | The house has only one storey. | floor
subject (noun): what is talked, written or learned about | History is her favourite subject. | topic
support (verb): hold up or help | Two pillars support the roof. | help
surely (adverb): without doubt | You will surely find it. | certainly
taste (verb): notice the flavour of food with the tongue | Can you taste the lemon?
test (noun): questions or a trial that show how good something is | The test had ten questions. | exam
toast (noun): bread made brown by heat | She ate toast with jam.
unite (verb): join together into one | The two villages want to unite. | join
university (noun): a place where grown people study for a degree | She studies law at the university.
college (noun): a school for students after secondary school | His sister goes to college.
wish (verb): want something to happen | I wish I could fly.
west (noun): the direction in which the sun sets | The sun goes down in the west.
north (noun): the direction to the left when you look at the rising sun | The needle points to the north.
alcohol (noun): the liquid in beer and wine that makes people drunk | This beer has no alcohol.
axe (noun): a tool with a heavy blade for cutting wood | He cut down the tree with an axe.
behave (verb): act in a certain way | Please behave well at the table.
chew (verb): crush food with the teeth | Chew your food well.
coloured (adjective): having a colour or colours | She has coloured pencils.
compete (verb): try to win against others | Ten runners compete in the race.
cosy (adjective): warm and comfortable | We sat in the cosy kitchen. | snug
crack (noun): a thin line where something is broken | There is a crack in the cup.
curry (noun): a hot spicy Indian dish | We had curry with rice.
daft (adjective): silly | That is a daft idea. | silly
dial (noun): the round face of a clock or measuring device | The needle on the dial moved.
earn (verb): get money for work | They earn little money.
employ (verb): give paid work to someone | They employ ten people. | hire
enquire (verb): ask for information | You may enquire at the desk. | ask
enclose (verb): put something around or inside | High walls enclose the garden. | surround
expose (verb): uncover, or leave without shelter | Do not expose the film to light. | uncover
filter (noun): a thing that holds back dirt when a liquid runs through | The coffee runs through a filter.
filthy (adjective): very dirty | His boots were filthy.
fluid (noun): a substance that can flow, such as water | Milk is a white fluid. | liquid
forgive (verb): stop being angry with someone | Please forgive me. | pardon
glance (verb): look quickly | I glance at the clock every minute.
glue (noun): a thick liquid that sticks things together | He mended the cup with glue.
hideous (adjective): very ugly | The mask was hideous.
hire (verb): pay to use something or for someone's work | We hire a boat every summer. | rent
honour (noun): great respect | It is an honour to meet you. | respect
hook (noun): a bent piece of metal for hanging or catching things | Hang your coat on the hook.
humour (noun): the ability to find things funny | She has a good sense of humour.
interview (noun): a meeting at which someone is asked questions | He has an interview for a job.
jeans (noun): trousers of strong blue cotton | She wore jeans and a jumper.
jelly (noun): a soft sweet clear food that shakes | The children ate red jelly.
jet (noun): a fast aircraft without propellers | A jet flew over the town.
kidney (noun): one of two parts of the body that clean the blood | A person can live with one kidney.
liquid (noun): a substance that flows, such as water or milk | Water is a clear liquid. | fluid
litre (noun): a measure of liquid, a thousand millilitres | He drank a litre of milk.
metre (noun): a measure of length, a hundred centimetres | The table is one metre wide.
mug (noun): a large cup with straight sides and a handle | She drank a mug of tea.
mud (noun): soft wet earth | The pig lay in the mud.
neighbour (noun): a person who lives next to or near you | Our neighbour has a dog.
nerve (noun): a thin thread in the body that carries feelings to the brain | The dentist touched a nerve.
nuisance (noun): a thing or person that annoys | The flies are a nuisance. | pest
partner (noun): a person who does something together with you | He is my partner in the game.
peanut (noun): a nut that grows under the ground in a soft shell | The monkey ate a peanut.
pat (verb): touch lightly with the flat hand | You may pat the dog.
poke (verb): push with a finger or something pointed | Do not poke the fire.
prisoner (noun): a person who is kept in prison | The prisoner ran away at night.
pronounce (verb): say a word in a certain way | How do you pronounce this name?
purchase (verb): get by paying | You can purchase tickets here. | buy
rocket (noun): a vehicle that flies into space; also a firework | The rocket flew to the moon.
refresh (verb): make fresh or less tired | A cold drink will refresh you.
sigh (verb): breathe out loudly because of being sad or tired | They sigh and go back to work.
skip (verb): move with small jumps; also leave out | The girls skip down the lane. | hop
smelly (adjective): having a bad smell | The cheese was smelly.
sore (adjective): painful | He has a sore throat. | aching
steam (noun): the hot gas that boiling water gives off | Steam rose from the kettle.
sticky (adjective): made to hold fast to what touches it, like glue | His fingers were sticky with honey.
stress (noun): worry and pressure from too much to do | She has much stress at work. | pressure
summarise (verb): say the main points of something in few words | Please summarise the story.
sweat (noun): salty water that comes out of the skin when you are hot | Sweat ran down his face.
sweep (verb): clean with a broom | They sweep the floor every day.
symphony (noun): a long piece of music for many instruments | The orchestra played a symphony.
tap (noun): a device that lets water out of a pipe | Turn off the tap!
theatre (noun): a building where plays are shown | We saw a play at the theatre.
thick (adjective): wide between its two sides, not thin | The book is very thick.
tobacco (noun): a plant whose dried leaves are smoked | The pipe was full of tobacco.
toss (verb): throw lightly | Toss me the ball. | throw
tyre (noun): the rubber ring around a wheel | The car has a flat tyre.
violin (noun): a musical instrument with four strings played with a bow | She plays the violin. | fiddle
waffle (noun): a flat crisp cake with a pattern of squares | He ate a waffle with cream.
whisky (noun): a strong alcoholic drink made from grain | He drank a glass of whisky.
wholly (adverb): in every way | That is wholly wrong. | completely, entirely
witness (noun): a person who saw something happen | The witness told the police everything.
yawn (verb): open the mouth wide because of being tired | They yawn because it is late.
cheque (noun): a printed form that tells a bank to pay money | He paid by cheque.
catalogue (noun): a list of things that one can buy or borrow | She looked for the chair in the catalogue.
behaviour (noun): the way someone acts | The teacher praised their good behaviour. | conduct
centre (noun): the middle point or part | There is a well in the centre of the village. | middle
colour (noun): what red, green and blue are | Blue is my favourite colour.
favourite (adjective): liked more than all others | Red is my favourite colour.
flavour (noun): the taste of food or drink | The soup has a strong flavour. | taste
labour (noun): hard work | The bridge cost much labour. | work
defence (noun): what is done to keep off an attack | The castle was a good defence.
deep (adjective): going far down | The lake is deep.
realise (verb): come to understand | I realise that I was wrong. | understand
recognise (verb): know someone or something seen before | I recognise this song.
organise (verb): plan and arrange | They organise a party every year. | arrange
apologise (verb): say that you are sorry | I apologise for being late.
analyse (verb): look at the parts of something to understand it | They analyse the water. | examine
delicious (adjective): very good to eat or drink | The cake is delicious. | tasty
lantern (noun): a light in a clear case that can be carried | He carried a lantern into the cave.
elevator (noun): a cabin that carries people up and down in a building | Take the elevator to the top. | lift
prime (adjective): first in importance; of a number, divided only by one and itself | Seven is a prime number.
dance (verb): move the body to music | They dance at every party.
laugh (verb): make a sound with the voice because something is funny | The children laugh at the clown.
smile (verb): turn up the corners of the mouth because of being pleased | Smile for the picture!
push (verb): press against something to move it away | Push the door to open it.
pull (verb): move something towards you | Pull the rope!
win (verb): be the best in a game or race | I hope that we win the game.
hit (verb): touch with force | Do not hit your brother. | strike
remember (verb): keep in the mind or bring back to it | I remember my first day at school. | recall
forget (verb): no longer remember | Do not forget your keys.
understand (verb): know what something means | Do you understand the question?
explain (verb): make something clear by saying more about it | Can you explain this word?
know (verb): have in the mind as a fact; have met someone | I know the answer.
say (verb): put into words | Say your name, please.
want (verb): wish to have or do | I want a new bike. | wish
try (verb): make an effort to do something | Try to open the box. | attempt
wait (verb): stay until something happens | Wait for me!
begin (verb): do the first part of something | Let us begin with a song. | start
follow (verb): go or come after | The ducks follow their mother.
true (adjective): agreeing with the facts | The story is true. | correct
false (adjective): not true | The answer is false. | wrong
wrong (adjective): not correct; not good to do | Your answer is wrong. | incorrect
young (adjective): having lived for a short time | The young dog plays all day.
high (adjective): far above the ground | The castle stands on a high hill. | tall
low (adjective): not far above the ground | The cat jumped over the low wall.
nice (adjective): pleasant or kind | We had a nice day at the beach. | pleasant
wise (adjective): knowing much and judging well | The wise owl gave good advice.
stupid (adjective): not clever | That was a stupid mistake. | foolish
ugly (adjective): not pleasant to look at | The ugly duckling became a swan.
clean (adjective): free from dirt | Put on a clean shirt.
dirty (adjective): not clean | The dog had dirty feet.
empty (adjective): with nothing inside | The box is empty.
full (adjective): holding as much as it can | The glass is full.
soft (adjective): easy to press or bend, not hard | The pillow is soft.
weak (adjective): not strong | The tea is weak. | feeble
early (adjective): before the usual or expected time | We took an early train.
late (adjective): after the usual or expected time | The bus is late.
wet (adjective): covered with water | The dog is wet.
dry (adjective): without water | The grass is dry.
sweet (adjective): tasting of sugar | The cake is very sweet.
sour (adjective): tasting like a lemon | The milk is sour.
"""

OWN, SIMILAR = {}, {}
for _line in re.sub(r"\n +", " ", TEXT).strip().splitlines():
    _m = re.fullmatch(r"([a-z]+) \((\w+)\): ([^|]+?) \| ([^|]+?)(?: \| ([^|]+))?",
                      _line)
    assert _m and _m[1] not in OWN, _line
    OWN[_m[1]] = (_m[2], _m[3], _m[4])
    if _m[5]:
        SIMILAR[_m[1]] = _m[5].split(", ")
